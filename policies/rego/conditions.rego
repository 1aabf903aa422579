# Which rules speak of a candidate, and which of them hold. Pure predicates over the question; no word is known here.
# Functions take values, never ids: rego-cpp walks the whole of a document that a function's argument indexes.
package golden_thread.conditions

import data.golden_thread.agreed
import data.golden_thread.guards

# The ids of the rules for who asks and why, by provider and record type.
mine := agreed.index[input.agency][input.role][input.purpose]

spoken_of := {id |
	some candidate in input.candidates
	some id in mine[candidate.provider][candidate.record_type]
}

# The rules that stand for this asker. Settled once and passed on: an engine may evaluate a rule again at each use.
standing := {id |
	some id in spoken_of
	agreed.rules[id].acts[input.act]
	agreed.rules[id].relationships[input.relationship]
	agreed.rules[id].assurances[input.assurance]
	agreed.rules[id].since <= input.day
	agreed.rules[id].until >= input.day
	not agreed.stopped[id]
	not agreed.suspended.user[input.user]
	not lacks_case(agreed.rules[id].case_reference)
	not lacks_training(agreed.rules[id].training)
	not guards.barred(agreed.rules[id].gateways, agreed.rules[id].carries)
	not guards.in_confidence(agreed.rules[id].confidential, agreed.rules[id].lifts_confidence)
}

# Of the rules that stand, those that hold for a candidate.
holding(candidate, open) := [id |
	some id in mine[candidate.provider][candidate.record_type]
	id in open
	agreed.rules[id].subjects[candidate.regime][candidate.age_band][candidate.subject_role]
	not outside(agreed.rules[id].within_area, agreed.rules[id].areas, candidate.area)
]

lacks_case(required) if {
	required
	not input.case_reference
}

lacks_training(required) if {
	some needed in required
	not needed in input.training
}

outside(within_area, areas, area) if {
	within_area
	not areas[area]
}

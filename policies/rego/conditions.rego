# Which rules speak of a candidate, and which of them hold. Pure predicates over the question; no word is known here.
# Rules go by their ids, and what few rules need stands in tables of its own: rego-cpp is slow at walking documents.
package golden_thread.conditions

import data.golden_thread.agreed
import data.golden_thread.guards

# The ids of the rules for who asks and why, by provider and record type.
mine := agreed.index[input.agency][input.role][input.purpose]

# The ids of every rule that speaks of a candidate of this question.
spoken_of := {id |
	some candidate in input.candidates
	some id in mine[candidate.provider][candidate.record_type]
}

# The rules that stand for this asker. Settled once and passed on: an engine may evaluate a rule again at each use.
standing(ids) := open - closed if {
	open := {id |
		some id in ids
		input.case_reference in agreed.rules[id].askers[input.act][input.relationship][input.assurance]
		agreed.rules[id].until >= input.day
	}
	closed := (untrained(ids) | stopped(ids)) | guards.shut(ids)
}

# Rules that need training which the asker has not got.
untrained(ids) := {id |
	some id in ids
	some needed in agreed.training[id]
	not needed in input.training
}

# Rules that are suspended, or whose bundle is older than the question allows; all of them for a suspended user.
stopped(ids) := (suspended | users) | early if {
	suspended := {id | some id in ids; agreed.stopped[id]}
	users := {id | agreed.suspended_users[input.user]; some id in ids}
	early := {id | input.day < agreed.day; some id in ids}
}

# Of the rules that stand, those that hold for a candidate.
holding(candidate, open) := [id |
	some id in mine[candidate.provider][candidate.record_type]
	id in open
	agreed.rules[id].subjects[candidate.regime][candidate.age_band][candidate.subject_role]
	not id in outside(open, candidate.area)
]

# Rules for named areas, where the candidate is in none of them.
outside(ids, area) := {id |
	some id in ids
	agreed.areas[id]
	not area in agreed.areas[id]
}

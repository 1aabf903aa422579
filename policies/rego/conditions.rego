# Which rules speak of a candidate, and which of their conditions are not met. Pure predicates over the question.
package golden_thread.conditions

import data.golden_thread.agreed
import data.golden_thread.guards

# The rules for who asks and why, by provider and record type.
mine := agreed.index[input.agency][input.role][input.purpose]

matching(candidate) := [agreed.rules[id] | some id in mine[candidate.provider][candidate.record_type]]

holding(candidate) := [rule |
	some rule in matching(candidate)
	count(unmet(rule, candidate)) == 0
]

# The codes of every condition that is not met; empty when the rule holds.
unmet(rule, candidate) := ((asked(rule) | subject(rule, candidate)) | standing(rule)) | guards.statute(rule, candidate)

asked(rule) := (acts | assurances) | ((relationships | cases) | training) if {
	acts := {"act_not_agreed" | not rule.acts[input.act]}
	assurances := {"assurance_too_low" | not rule.assurances[input.assurance]}
	relationships := {"relationship_not_agreed" | not rule.relationships[input.relationship]}
	cases := {"case_reference_required" | rule.case_reference; not input.case_reference}
	training := {"training_required" | some needed in rule.training; not needed in input.training}
}

subject(rule, candidate) := (regimes | ages) | (roles | areas) if {
	regimes := {"regime_not_agreed" | not rule.regimes[candidate.regime]}
	ages := {"age_not_agreed" | not rule.age_bands[candidate.age_band]}
	roles := {"subject_role_not_agreed" | not rule.subject_roles[candidate.subject_role]}
	areas := {"outside_area" | rule.within_area; not rule.areas[candidate.area]}
}

standing(rule) := (early | late) | stopped if {
	early := {"not_in_force" | input.day < rule.since}
	late := {"not_in_force" | input.day > rule.until}
	stopped := {code | some code in rule.stopped}
}

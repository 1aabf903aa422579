# Why a candidate was refused: every code that stood in the way, for the IG lead. Nothing is decided here.
package golden_thread.reasons

import data.golden_thread.agreed
import data.golden_thread.conditions
import data.golden_thread.emergency
import data.golden_thread.guards

against(candidate, holding) := sort((((classes | denied) | unmet) | urgent)) if {
	classes := class_codes(candidate.classes)
	denied := {"denied_by_rule" | some id in holding; not agreed.rules[id].answers}
	unmet := unmet_codes(candidate)
	urgent := urgent_codes(candidate)
}

unmet_codes(candidate) := {"no_rule"} if {
	count(allowing(candidate)) == 0
} else := of_asking | of_subjects if {
	ids := allowing(candidate)
	numbers := {agreed.rules[id].asking | some id in ids}
	of_asking := {code |
		some number
		some code in lacking[number]
		number in numbers
	}
	of_subjects := {code | some id in ids; some code in subject_codes(agreed.rules[id], candidate)}
}

allowing(candidate) := [id |
	some index in conditions.indexes
	some id in index.held[candidate.provider][candidate.record_type]
	agreed.rules[id].answers
]

# What the asker lacks for each of the terms of asking that speak to it: settled once for all candidates.
lacking := {number: codes |
	some index in conditions.indexes
	some number in index.asking
	asking := agreed.asking[number]
	codes := (declared_codes(asking) | held_codes(asking)) | standing_codes(asking)
}

class_codes(classes) := never | unknown if {
	never := {"never_disclosed" | guards.never(classes)}
	unknown := {"unknown_class" | guards.unknown(classes)}
}

urgent_codes(candidate) := grounds | classes if {
	grounds := {"break_glass_not_agreed" |
		input.break_glass != ""
		not emergency.mine.held[candidate.provider][candidate.record_type]
	}
	classes := {"class_excluded" | emergency.excluded(candidate)}
}

declared_codes(asking) := acts | (relationships | (assurances | cases)) if {
	acts := {"act_not_agreed" | not asking.acts[input.act]}
	relationships := {"relationship_not_agreed" | not asking.relationships[input.relationship]}
	assurances := {"assurance_too_low" | not asking.assurances[input.assurance]}
	cases := {"case_reference_required" | not input.case_reference in asking.cases}
}

held_codes(asking) := training | (elsewhere | (absent | second)) if {
	training := {"training_required" | conditions.untrained(asking)}
	elsewhere := {"other_meeting" | conditions.elsewhere(asking)}
	absent := {"attendance_required" | conditions.absent(asking)}
	second := {"second_person_required" | conditions.alone(asking)}
}

standing_codes(asking) := dates | (stopped | (users | (gateways | confidence))) if {
	late := {"not_in_force" | asking.until < input.day}
	dates := late | {"not_in_force" | input.day < agreed.day}
	stopped := {code | some code in asking.stopped}
	users := {"user_suspended" | agreed.suspended_users[input.user]}
	gateways := {"gateway_barred" | guards.barred(asking)}
	confidence := {"confidentiality_basis_missing" | guards.in_confidence(asking)}
}

subject_codes(rule, candidate) := kinds | (adults | (areas | (classes | gateways))) if {
	kinds := {"subject_not_agreed" | not rule.subjects[candidate.regime][candidate.age_band][candidate.subject_role]}
	adults := {"adult_basis_required" | candidate.age_band in rule.outgrown}
	areas := {"outside_area" | conditions.outside(rule, candidate.area)}
	classes := {"class_not_agreed" | conditions.closed(rule, candidate.classes)}
	gateways := {"gateway_barred" | guards.barred_by_class(rule, candidate.classes)}
}

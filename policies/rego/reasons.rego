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
} else := asker_codes(askings) | (standing_codes(askings) | subject_codes(rules, candidate)) if {
	rules := [agreed.rules[id] | some id in allowing(candidate)]
	askings := [agreed.asking[number] | some number in {rule.asking | some rule in rules}]
}

allowing(candidate) := {id |
	some index in [conditions.mine, emergency.mine]
	some id in index.held[candidate.provider][candidate.record_type]
	agreed.rules[id].answers
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

asker_codes(askings) := declared | (training | (meetings | second)) if {
	declared := declared_codes(askings)
	training := {"training_required" | some asking in askings; conditions.untrained(asking)}
	meetings := {code | some asking in askings; some code in meeting_codes(asking)}
	second := {"second_person_required" | some asking in askings; conditions.alone(asking)}
}

declared_codes(askings) := acts | (relationships | (assurances | cases)) if {
	acts := {"act_not_agreed" | some asking in askings; not asking.acts[input.act]}
	relationships := {"relationship_not_agreed" | some asking in askings; not asking.relationships[input.relationship]}
	assurances := {"assurance_too_low" | some asking in askings; not asking.assurances[input.assurance]}
	cases := {"case_reference_required" | some asking in askings; not input.case_reference in asking.cases}
}

meeting_codes(asking) := elsewhere | absent if {
	elsewhere := {"other_meeting" | conditions.elsewhere(asking)}
	absent := {"attendance_required" | conditions.absent(asking)}
}

standing_codes(askings) := dates | (stopped | (users | (gateways | confidence))) if {
	late := {"not_in_force" | some asking in askings; asking.until < input.day}
	dates := late | {"not_in_force" | input.day < agreed.day}
	stopped := {code | some asking in askings; some code in asking.stopped}
	users := {"user_suspended" | agreed.suspended_users[input.user]}
	gateways := {"gateway_barred" | some asking in askings; guards.barred(asking)}
	confidence := {"confidentiality_basis_missing" | some asking in askings; guards.in_confidence(asking)}
}

subject_codes(rules, candidate) := kinds | (adults | (areas | (classes | gateways))) if {
	kinds := {"subject_not_agreed" |
		some rule in rules
		not rule.subjects[candidate.regime][candidate.age_band][candidate.subject_role]
	}
	adults := {"adult_basis_required" | some rule in rules; candidate.age_band in rule.outgrown}
	areas := {"outside_area" | some rule in rules; conditions.outside(rule, candidate.area)}
	classes := {"class_not_agreed" | some rule in rules; conditions.closed(rule, candidate.classes)}
	gateways := {"gateway_barred" | some rule in rules; guards.barred_by_class(rule, candidate.classes)}
}

# Why a candidate was refused: every code that stood in the way, for the IG lead. Nothing is decided here.
package golden_thread.reasons

import data.golden_thread.agreed
import data.golden_thread.conditions
import data.golden_thread.guards

against(candidate, holding) := sort(((classes | denied) | unmet)) if {
	classes := class_codes(candidate.classes)
	denied := {"denied_by_rule" | some id in holding; not agreed.answers[id]}
	unmet := unmet_codes(candidate)
}

unmet_codes(candidate) := {"no_rule"} if {
	count(allowing(candidate)) == 0
} else := (asker_codes(ids) | standing_codes(ids)) | subject_codes(ids, candidate) if {
	ids := allowing(candidate)
}

allowing(candidate) := {id |
	some id in conditions.mine[candidate.provider][candidate.record_type]
	agreed.answers[id]
}

class_codes(classes) := never | unknown if {
	never := {"never_disclosed" | guards.never(classes)}
	unknown := {"unknown_class" | guards.unknown(classes)}
}

asker_codes(ids) := acts | (relationships | (assurances | (cases | training))) if {
	acts := {"act_not_agreed" | some id in ids; not agreed.rules[id].acts[input.act]}
	relationships := {"relationship_not_agreed" | some id in ids; not agreed.rules[id].relationships[input.relationship]}
	assurances := {"assurance_too_low" | some id in ids; not agreed.rules[id].assurances[input.assurance]}
	cases := {"case_reference_required" | some id in ids; not input.case_reference in agreed.rules[id].cases}
	training := {"training_required" | count(conditions.untrained(ids)) > 0}
}

standing_codes(ids) := (dates | stopped) | (users | (gateways | confidence)) if {
	late := {"not_in_force" | some id in ids; agreed.rules[id].until < input.day}
	dates := late | {"not_in_force" | input.day < agreed.day}
	stopped := {code | some id in ids; some code in agreed.stopped[id]}
	users := {"user_suspended" | agreed.suspended_users[input.user]}
	gateways := {"gateway_barred" | count(guards.barred(ids)) > 0}
	confidence := {"confidentiality_basis_missing" | count(guards.in_confidence(ids)) > 0}
}

subject_codes(ids, candidate) := kinds | areas if {
	kinds := {"subject_not_agreed" |
		some id in ids
		not agreed.rules[id].subjects[candidate.regime][candidate.age_band][candidate.subject_role]
	}
	areas := {"outside_area" | count(conditions.outside(ids, candidate.area)) > 0}
}

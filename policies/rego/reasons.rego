# Why a candidate was refused: every code that stood in the way, for the IG lead. Nothing is decided here.
package golden_thread.reasons

import data.golden_thread.agreed
import data.golden_thread.conditions
import data.golden_thread.guards

against(candidate, holding) := sort(((classes | asking) | (covered | denied))) if {
	classes := class_codes(candidate.classes)
	ids := [id |
		some id in conditions.mine[candidate.provider][candidate.record_type]
		agreed.rules[id].effect == "allow"
	]
	asking := (asker_codes(ids) | standing_codes(ids)) | statute_codes(ids)
	covered := subject_codes(ids, candidate) | {"no_rule" | count(ids) == 0}
	denied := {"denied_by_rule" | some id in holding; agreed.rules[id].effect == "deny"}
}

class_codes(classes) := never | unknown if {
	never := {"never_disclosed" | guards.never(classes)}
	unknown := {"unknown_class" | guards.unknown(classes)}
}

asker_codes(ids) := (acts | relationships) | (assurances | (cases | training)) if {
	acts := {"act_not_agreed" | some id in ids; not agreed.rules[id].acts[input.act]}
	relationships := {"relationship_not_agreed" | some id in ids; not agreed.rules[id].relationships[input.relationship]}
	assurances := {"assurance_too_low" | some id in ids; not agreed.rules[id].assurances[input.assurance]}
	cases := {"case_reference_required" | some id in ids; conditions.lacks_case(agreed.rules[id].case_reference)}
	training := {"training_required" | some id in ids; conditions.lacks_training(agreed.rules[id].training)}
}

standing_codes(ids) := (early | late) | (stopped | users) if {
	early := {"not_in_force" | some id in ids; agreed.rules[id].since > input.day}
	late := {"not_in_force" | some id in ids; agreed.rules[id].until < input.day}
	stopped := {code | some id in ids; some code in agreed.stopped[id]}
	users := {"user_suspended" | agreed.suspended.user[input.user]}
}

subject_codes(ids, candidate) := kinds | areas if {
	kinds := {"subject_not_agreed" |
		some id in ids
		not agreed.rules[id].subjects[candidate.regime][candidate.age_band][candidate.subject_role]
	}
	areas := {"outside_area" |
		some id in ids
		conditions.outside(agreed.rules[id].within_area, agreed.rules[id].areas, candidate.area)
	}
}

statute_codes(ids) := gateways | confidence if {
	gateways := {"gateway_barred" |
		some id in ids
		guards.barred(agreed.rules[id].gateways, agreed.rules[id].carries)
	}
	confidence := {"confidentiality_basis_missing" |
		some id in ids
		guards.in_confidence(agreed.rules[id].confidential, agreed.rules[id].lifts_confidence)
	}
}

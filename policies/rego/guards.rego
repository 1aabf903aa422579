# What no agreement can switch off: the never-list, words that nobody knows, and what has been stopped.
package golden_thread.guards

import data.golden_thread.agreed

# Why nothing at all may be told of this candidate, whatever a rule says.
bars(candidate) := ((never(candidate) | unknown(candidate)) | stopped(candidate)) | asker

never(candidate) := {"never_disclosed" | some class in candidate.classes; agreed.classes[class].cap == 0}

unknown(candidate) := (classes | ages) | roles if {
	classes := {"unknown_class" | some class in candidate.classes; not agreed.classes[class]}
	ages := {"unknown_age_band" | not agreed.words.age_bands[candidate.age_band]}
	roles := {"unknown_subject_role" | not agreed.words.subject_roles[candidate.subject_role]}
}

stopped(candidate) := agencies | connectors if {
	agencies := {"agency_suspended" | agreed.suspended.agency[candidate.provider]}
	connectors := {"connector_suspended" | agreed.suspended.connector[candidate.provider][candidate.record_type]}
}

# What is wrong with the asking itself, the same for every candidate.
asker := ((agency | user) | words) | level

agency := {"agency_suspended" | agreed.suspended.agency[input.agency]}

user := {"user_suspended" | agreed.suspended.user[input.user]}

words := (acts | relationships) | assurances

acts := {"unknown_act" | not agreed.words.acts[input.act]}

relationships := {"unknown_relationship" | not agreed.words.relationships[input.relationship]}

assurances := {"unknown_assurance" | not agreed.words.assurances[input.assurance]}

level := {"level_not_asked" | not input.level > 0}

# Why the law itself keeps a rule from this candidate. The Serious Violence Duty (PCSC Act 2022 s.16) opens neither
# patient information nor what health and social care authorities hold; confidence needs a recorded reason.
statute(rule, candidate) := gateways | confidence if {
	gateways := {"gateway_barred" |
		some gateway in rule.gateways
		some bar in agreed.gateways[gateway]
		agreed.carries[candidate.provider][candidate.record_type][bar]
	}
	confidence := {"confidentiality_basis_missing" |
		agreed.confidential[candidate.record_type]
		not rule.lifts_confidence
	}
}

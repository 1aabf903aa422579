# An emergency opens what an agreement says that it opens, and no guard, denial or cap gives way to it.
package golden_thread.emergency_test

import data.golden_thread.disclosure
import data.golden_thread.disclosure_test

danger := {"break_glass": "danger", "case_reference": false}

ruled(change, record_type, classes) := ruled_by({}, change, record_type, classes)

ruled_by(terms, change, record_type, classes) := result if {
	agreed := object.union(disclosure_test.agreed, terms)
	asked := object.union(disclosure_test.question([disclosure_test.candidate(record_type, classes)]), change)
	result := disclosure.decision.rulings[0] with data.golden_thread.agreed as agreed with input as asked
}

urgent_asking(terms) := {"asking": [
	disclosure_test.agreed.asking[0],
	disclosure_test.agreed.asking[1],
	object.union(disclosure_test.agreed.asking[2], terms),
]}

test_a_ground_opens_to_its_level_under_its_own_rule if {
	result := ruled(danger, "family", [])
	result.effect == "allow"
	result.level == 4
	result.rules == ["E"]
}

test_without_a_ground_nothing_opens if {
	ruled({"case_reference": false}, "family", []).reasons == ["case_reference_required"]
	ruled({"role": "duty"}, "family", []).reasons == ["no_rule"]
	ruled({}, "family", []).level == 2
}

test_a_role_that_only_the_emergency_names_learns_in_an_emergency if {
	ruled({"break_glass": "danger", "role": "duty"}, "family", []).rules == ["E"]
}

test_a_ground_or_a_role_that_no_agreement_names_opens_nothing if {
	ruled({"break_glass": "hurry", "case_reference": false}, "family", []).reasons == [
		"break_glass_not_agreed",
		"case_reference_required",
	]
	ruled({"break_glass": "danger", "role": "stranger"}, "family", []).reasons == ["break_glass_not_agreed", "no_rule"]
	ruled({"break_glass": "danger", "purpose": "curiosity"}, "family", []).reasons == ["break_glass_not_agreed", "no_rule"]
}

test_what_the_emergency_does_not_speak_of_stays_as_it_is if {
	ruled({"break_glass": "danger"}, "both", []).rules == ["B"]
	ruled(danger, "both", []).reasons == ["break_glass_not_agreed", "case_reference_required"]
}

test_the_duties_of_the_emergency_and_of_every_rule_that_holds_bind if {
	result := ruled({"break_glass": "danger"}, "family", [])
	result.rules == ["E"]
	result.obligations == ["expire(1)", "notify", "onward(ask)"]
	result.fields == ["four", "one", "two"]
}

test_no_more_than_was_asked_even_then if ruled(object.union(danger, {"level": 1}), "family", []).level == 1

test_a_deny_takes_levels_away_even_then if {
	result := ruled(danger, "denied", [])
	result.level == 2
	result.rules == ["E"]
}

test_the_law_caps_and_bars_even_then if {
	ruled(danger, "family", ["CAMHS"]).level == 1
	ruled({"break_glass": "danger"}, "family", ["GRC"]).reasons == ["never_disclosed"]
	ruled({"break_glass": "danger"}, "family", ["NEW"]).reasons == ["unknown_class"]
	barred := urgent_asking({"bars": ["health"], "carries": ["health"]})
	ruled_by(barred, danger, "family", []).reasons == ["case_reference_required", "gateway_barred"]
	in_confidence := urgent_asking({"lifts_confidence": false})
	ruled_by(in_confidence, danger, "family", []).reasons == ["case_reference_required", "confidentiality_basis_missing"]
}

test_an_excluded_class_is_refused_outright if {
	ruled(danger, "family", ["REFUGE"]).effect == "deny"
	ruled({"break_glass": "danger"}, "family", ["CAMHS", "REFUGE"]).reasons == ["class_excluded"]
	ruled({}, "family", ["REFUGE"]).level == 1
	ruled({"break_glass": "danger"}, "both", ["REFUGE"]).level == 1
}

test_somebody_else_must_agree_where_the_agreement_says_so if {
	two := urgent_asking({"second_person": true})
	ruled_by(two, danger, "family", []).reasons == ["case_reference_required", "second_person_required"]
	ruled_by(two, object.union(danger, {"second_person": true}), "family", []).rules == ["E"]
}

test_a_suspension_or_a_lapse_stops_it_too if {
	stopped := urgent_asking({"stopped": ["agency_suspended"]})
	"agency_suspended" in ruled_by(stopped, danger, "family", []).reasons
	"user_suspended" in ruled(object.union(danger, {"user": "barred-user"}), "family", []).reasons
	"not_in_force" in ruled(object.union(danger, {"day": 201}), "family", []).reasons
}

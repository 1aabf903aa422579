# Every refusal names what stood in its way.
package golden_thread.reasons_test

import data.golden_thread.conditions_test

test_everything_that_stood_in_the_way_is_named if {
	refusal := conditions_test.ruled({"act": "export", "case_reference": false, "day": 300}, {"regime": "part2"})
	refusal.reasons == ["act_not_agreed", "case_reference_required", "not_in_force", "subject_not_agreed"]
}

test_a_refusal_gives_no_agreement_and_no_fields if {
	refusal := conditions_test.ruled({"act": "export"}, {})
	object.keys(refusal) == {"effect", "level", "reasons"}
}

test_what_stands_against_another_rule_is_not_named if {
	others := {
		"training": {"B": ["OTHER"]},
		"areas": {"B": ["NORTH"]},
		"stopped": {"B": ["flow_suspended"]},
		"bars": {"B": ["patient_information"]},
		"carries": {"B": ["patient_information"]},
		"lifts_confidence": {"B": false},
	}
	conditions_test.ruled_by(others, {"act": "export"}).reasons == ["act_not_agreed"]
	conditions_test.ruled_by(others, {}).effect == "allow"
}

test_a_suspended_user_or_an_early_day_stops_only_rules_that_speak if {
	conditions_test.ruled({"user": "barred-user", "role": "stranger"}, {}).reasons == ["no_rule"]
}

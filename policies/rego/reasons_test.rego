# Every refusal names what stood in its way.
package golden_thread.reasons_test

import data.golden_thread.conditions_test
import data.golden_thread.disclosure_test

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
		"rules": [
			disclosure_test.agreed.rules[0],
			object.union(disclosure_test.agreed.rules[1], {"asking": 1, "areas": ["NORTH"], "classes": {"CAMHS": 0}}),
		],
		"asking": [disclosure_test.agreed.asking[0], object.union(disclosure_test.agreed.asking[0], {
			"training": ["OTHER"],
			"stopped": ["flow_suspended"],
			"bars": ["health"],
			"carries": ["health"],
			"lifts_confidence": false,
			"forums": ["weekly"],
			"attendance": true,
			"second_person": true,
		})],
	}
	conditions_test.ruled_by(others, {"act": "export"}, []).reasons == ["act_not_agreed"]
	conditions_test.ruled_by(others, {}, []).effect == "allow"
}

test_a_suspended_user_or_an_early_day_stops_only_rules_that_speak if {
	conditions_test.ruled({"user": "barred-user", "role": "stranger"}, {}).reasons == ["no_rule"]
}

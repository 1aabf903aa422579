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

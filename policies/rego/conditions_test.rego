# Each condition on its own, and which rules hold when several speak.
package golden_thread.conditions_test

import data.golden_thread.disclosure
import data.golden_thread.disclosure_test

ruled(change, about) := result if {
	candidates := [object.union(disclosure_test.candidate("family", []), about)]
	result := disclosure_test.ruled(object.union(disclosure_test.question(candidates), change))
}

ruled_by(terms, change) := result if {
	agreed := object.union(disclosure_test.agreed, terms)
	asked := object.union(disclosure_test.question([disclosure_test.candidate("family", [])]), change)
	result := disclosure.decision.rulings[0] with data.golden_thread.agreed as agreed with input as asked
}

refused(result, code) if {
	result.effect == "deny"
	code in result.reasons
}

test_the_act_must_be_agreed if refused(ruled({"act": "export"}, {}), "act_not_agreed")

test_the_relationship_must_be_agreed if refused(ruled({"relationship": "visit"}, {}), "relationship_not_agreed")

test_the_sign_in_must_be_strong_enough if refused(ruled({"assurance": "password"}, {}), "assurance_too_low")

test_a_case_reference_must_stand if refused(ruled({"case_reference": false}, {}), "case_reference_required")

test_the_regime_must_be_agreed if refused(ruled({}, {"regime": "part2"}), "subject_not_agreed")

test_the_age_must_be_agreed if refused(ruled({}, {"age_band": "under18"}), "subject_not_agreed")

test_the_part_must_be_agreed if refused(ruled({}, {"subject_role": "suspect"}), "subject_not_agreed")

test_the_agreement_must_not_have_ended if {
	ruled({"day": 200}, {}).effect == "allow"
	refused(ruled({"day": 201}, {}), "not_in_force")
}

test_the_bundle_must_have_begun if {
	ruled({"day": 100}, {}).effect == "allow"
	refused(ruled({"day": 99}, {}), "not_in_force")
}

test_training_must_be_held if {
	ruled_by({"training": {"A": ["IG"]}}, {}).effect == "allow"
	refused(ruled_by({"training": {"A": ["IG"]}}, {"training": []}), "training_required")
	refused(ruled_by({"training": {"A": ["IG", "SAFE"]}}, {}), "training_required")
}

test_the_area_must_be_agreed if {
	refused(ruled_by({"areas": {"A": ["NORTH"]}}, {}), "outside_area")
	ruled_by({"areas": {"A": ["NORTH", ""]}}, {}).effect == "allow"
}

test_what_is_suspended_stands_still if refused(ruled_by({"stopped": {"A": ["flow_suspended"]}}, {}), "flow_suspended")

test_a_suspended_user_learns_nothing if refused(ruled({"user": "barred-user"}, {}), "user_suspended")

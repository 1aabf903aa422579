# Each condition on its own, and which rules hold when several speak.
package golden_thread.conditions_test

import data.golden_thread.disclosure
import data.golden_thread.disclosure_test

ruled(change, about) := result if {
	candidates := [object.union(disclosure_test.candidate("family", []), about)]
	result := disclosure_test.ruled(object.union(disclosure_test.question(candidates), change))
}

first_asking := disclosure_test.agreed.asking[0]

# What is ruled when the first rule's terms of asking say something more.
asked_by(terms, change) := ruled_by({"asking": [object.union(first, terms) | first := disclosure_test.agreed.asking[0]]}, change, [])

# What is ruled when the first rule says something more, of a candidate of these classes.
narrowed(terms, classes) := ruled_by({"rules": [object.union(first, terms) | first := disclosure_test.agreed.rules[0]]}, {}, classes)

ruled_by(terms, change, classes) := result if {
	agreed := object.union(disclosure_test.agreed, terms)
	asked := object.union(disclosure_test.question([disclosure_test.candidate("family", classes)]), change)
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
	asked_by({"training": ["IG"]}, {}).effect == "allow"
	refused(asked_by({"training": ["IG"]}, {"training": []}), "training_required")
	refused(asked_by({"training": ["IG", "SAFE"]}, {}), "training_required")
}

test_the_meeting_must_be_the_agreed_one if {
	asked_by({"forums": ["weekly"]}, {"forum": "weekly"}).effect == "allow"
	refused(asked_by({"forums": ["weekly"]}, {"forum": "monthly"}), "other_meeting")
	refused(asked_by({"forums": ["weekly"]}, {}), "other_meeting")
	asked_by({}, {"forum": "weekly"}).effect == "allow"
}

test_the_asker_must_attend_where_it_is_agreed if {
	terms := {"forums": ["weekly"], "attendance": true}
	asked_by(terms, {"forum": "weekly", "attends": true}).effect == "allow"
	refused(asked_by(terms, {"forum": "weekly"}), "attendance_required")
	refused(asked_by(terms, {"forum": "monthly", "attends": true}), "other_meeting")
	not "attendance_required" in asked_by(terms, {"forum": "monthly", "attends": true}).reasons
}

test_the_area_must_be_agreed if {
	refused(narrowed({"areas": ["NORTH"]}, []), "outside_area")
	narrowed({"areas": ["NORTH", ""]}, []).effect == "allow"
}

test_a_class_that_the_agreement_keeps_shut_stays_shut if {
	refused(narrowed({"classes": {"CAMHS": 0}}, ["CAMHS"]), "class_not_agreed")
	narrowed({"classes": {"CAMHS": 0}}, ["REFUGE"]).effect == "allow"
	narrowed({"classes": {"CAMHS": 1}}, ["CAMHS"]).effect == "allow"
}

test_a_class_that_one_agreement_keeps_shut_another_may_tell_of if {
	shut := object.union(disclosure_test.agreed.rules[0], {"classes": {"CAMHS": 0}})
	agreed := object.union(disclosure_test.agreed, {"rules": [shut, disclosure_test.agreed.rules[1]]})
	asked := disclosure_test.question([disclosure_test.candidate("both", ["CAMHS"])])
	result := disclosure.decision.rulings[0] with data.golden_thread.agreed as agreed with input as asked
	result.level == 1
	result.rules == ["B"]
}

test_a_rule_for_children_is_outgrown if {
	children := {"subjects": {"part3": {"child": {"victim": true}, "adult": {"victim": false}}}, "outgrown": ["adult"]}
	narrowed(children, []).reasons == ["adult_basis_required", "subject_not_agreed"]
	about := object.union(disclosure_test.candidate("family", []), {"age_band": "unknown"})
	asked := disclosure_test.question([about])
	agreed := object.union(disclosure_test.agreed, {"rules": [object.union(disclosure_test.agreed.rules[0], children)]})
	unknown := disclosure.decision.rulings[0] with data.golden_thread.agreed as agreed with input as asked
	unknown.reasons == ["subject_not_agreed"]
}

test_what_is_suspended_stands_still if {
	refused(asked_by({"stopped": ["flow_suspended"]}, {}), "flow_suspended")
	asked_by({"stopped": []}, {}).effect == "allow"
}

test_a_suspended_user_learns_nothing if refused(ruled({"user": "barred-user"}, {}), "user_suspended")

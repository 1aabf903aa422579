# What statutes bar, whatever an agreement says.
package golden_thread.guards_test

import data.golden_thread.conditions_test
import data.golden_thread.guards

test_the_serious_violence_duty_opens_no_patient_information if {
	terms := {"bars": ["patient_information", "social_care_information"], "carries": ["patient_information"]}
	conditions_test.refused(conditions_test.asked_by(terms, {}), "gateway_barred")
}

test_the_serious_violence_duty_opens_nothing_of_a_health_authority if {
	terms := {"bars": ["health_or_social_care_authority"], "carries": ["health_or_social_care_authority"]}
	conditions_test.refused(conditions_test.asked_by(terms, {}), "gateway_barred")
}

test_a_class_can_say_that_a_record_is_what_a_statute_bars if {
	terms := {"asking": [object.union(first, {"bars": ["health"], "carries": []}) | first := conditions_test.first_asking]}
	conditions_test.refused(conditions_test.ruled_by(terms, {}, ["CAMHS"]), "gateway_barred")
	conditions_test.ruled_by(terms, {}, ["REFUGE"]).effect == "allow"
	conditions_test.ruled_by(terms, {}, []).effect == "allow"
	conditions_test.ruled_by({}, {}, ["CAMHS"]).effect == "allow"
}

test_a_gateway_with_bars_opens_what_it_does_not_bar if {
	conditions_test.asked_by({"bars": ["patient_information"], "carries": []}, {}).effect == "allow"
	conditions_test.asked_by({"bars": [], "carries": ["patient_information"]}, {}).effect == "allow"
}

test_confidential_information_needs_a_recorded_reason if {
	refusal := conditions_test.asked_by({"lifts_confidence": false}, {})
	conditions_test.refused(refusal, "confidentiality_basis_missing")
	conditions_test.asked_by({"lifts_confidence": true}, {}).effect == "allow"
}

test_only_listed_classes_are_never_disclosed if {
	classes := {"GRC": {"cap": 0}, "CAMHS": {"cap": 1}}
	guards.never(["CAMHS", "GRC"]) with data.golden_thread.agreed.classes as classes
	not guards.never(["CAMHS"]) with data.golden_thread.agreed.classes as classes
	not guards.never(["OTHER"]) with data.golden_thread.agreed.classes as classes
	not guards.never([]) with data.golden_thread.agreed.classes as classes
	guards.unknown(["CAMHS", "OTHER"]) with data.golden_thread.agreed.classes as classes
	not guards.unknown(["CAMHS", "GRC"]) with data.golden_thread.agreed.classes as classes
	not guards.unknown([]) with data.golden_thread.agreed.classes as classes
}

# What statutes bar, whatever an agreement says.
package golden_thread.guards_test

import data.golden_thread.conditions_test
import data.golden_thread.guards

test_the_serious_violence_duty_opens_no_patient_information if {
	terms := {"bars": {"A": ["patient_information", "social_care_information"]}, "carries": {"A": ["patient_information"]}}
	conditions_test.refused(conditions_test.ruled_by(terms, {}), "gateway_barred")
}

test_a_gateway_with_bars_opens_what_it_does_not_bar if {
	conditions_test.ruled_by({"bars": {"A": ["patient_information"]}, "carries": {"A": []}}, {}).effect == "allow"
	conditions_test.ruled_by({"bars": {}, "carries": {"A": ["patient_information"]}}, {}).effect == "allow"
}

test_confidential_information_needs_a_recorded_reason if {
	refusal := conditions_test.ruled_by({"lifts_confidence": {"A": false}}, {})
	conditions_test.refused(refusal, "confidentiality_basis_missing")
	conditions_test.ruled_by({"lifts_confidence": {"A": true}}, {}).effect == "allow"
}

test_only_listed_classes_are_never_disclosed if {
	classes := {"GRC": {"cap": 0}, "CAMHS": {"cap": 1}}
	guards.never(["CAMHS", "GRC"]) with data.golden_thread.agreed.classes as classes
	not guards.never(["CAMHS"]) with data.golden_thread.agreed.classes as classes
	guards.unknown(["OTHER"]) with data.golden_thread.agreed.classes as classes
	not guards.unknown(["CAMHS"]) with data.golden_thread.agreed.classes as classes
}

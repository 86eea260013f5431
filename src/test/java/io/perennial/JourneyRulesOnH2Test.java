package io.perennial;

@TestDatabases.OnH2
class JourneyRulesOnH2Test extends JourneyRulesScenario {}

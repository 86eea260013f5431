package io.perennial;

@TestDatabases.OnH2
class StrategyOnH2Test extends StrategyScenario {}

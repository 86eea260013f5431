package io.perennial;

@TestDatabases.OnH2
class ConcurrentIntakeOnH2Test extends ConcurrentIntakeScenario {}

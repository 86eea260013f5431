package io.perennial;

@TestDatabases.OnH2
class EventApiOnH2Test extends EventApiScenario {}

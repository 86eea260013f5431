package io.perennial;

@TestDatabases.OnH2
class DoorOnH2Test extends DoorScenario {}

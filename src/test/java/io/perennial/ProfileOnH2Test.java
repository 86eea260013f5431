package io.perennial;

@TestDatabases.OnH2
class ProfileOnH2Test extends ProfileScenario {}

package io.perennial;

@TestDatabases.OnH2
class RunningWorldOnH2Test extends RunningWorldScenario {}

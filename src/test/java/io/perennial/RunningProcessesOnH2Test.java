package io.perennial;

@TestDatabases.OnH2
class RunningProcessesOnH2Test extends RunningProcessesScenario {}

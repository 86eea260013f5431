package io.perennial;

@TestDatabases.OnH2
class ReplayOnH2Test extends DatasetReplayScenario {}

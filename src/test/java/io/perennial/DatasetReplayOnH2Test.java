package io.perennial;

@TestDatabases.OnH2
class DatasetReplayOnH2Test extends DatasetReplayScenario {}

package io.perennial.platform.engine.model;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Deploys a model when its file is saved, and logs its problems; for development without four eyes. */
@Component
public class LiveEditing implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(LiveEditing.class);

    /** Editors may write a file in several steps. */
    private static final long QUIET_MILLIS = 300;

    private final ModelDeployer deployer;
    private final boolean enabled;
    private WatchService watch;

    public LiveEditing(ModelDeployer deployer, @Value("${perennial.live-editing:false}") boolean enabled) {
        this.deployer = deployer;
        this.enabled = enabled;
    }

    @Override
    public void start() {
        if (!enabled) {
            return;
        }
        try {
            watch = FileSystems.getDefault().newWatchService();
            for (String folder : List.of("bpmn", "bpmn/forms", "dmn")) {
                Path path = deployer.folder().resolve(folder);
                if (Files.isDirectory(path)) {
                    path.register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
                }
            }
            Thread watcher = new Thread(() -> watchAndDeploy(watch), "live-editing");
            watcher.setDaemon(true);
            watcher.start();
        } catch (IOException unwatchable) {
            LOG.warn("File watcher not available: saved models are deployed at the next start", unwatchable);
        }
    }

    private void watchAndDeploy(WatchService changes) {
        try {
            while (true) {
                WatchKey change = changes.take();
                while (change != null) {
                    change.pollEvents();
                    change.reset();
                    change = changes.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
                }
                deploy();
            }
        } catch (InterruptedException | ClosedWatchServiceException over) {
            LOG.debug("No longer watching the models", over);
        }
    }

    private void deploy() {
        try {
            deployer.deploy();
        } catch (RuntimeException failed) {
            LOG.error("Not deployed: {}", failed.getMessage(), failed);
        }
    }

    @Override
    public void stop() {
        if (watch != null) {
            try {
                watch.close();
            } catch (IOException alreadyGone) {
                LOG.debug("File watcher already closed", alreadyGone);
            }
            watch = null;
        }
    }

    @Override
    public boolean isRunning() {
        return watch != null;
    }
}

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

/** Deploys a model as soon as its file is saved, or says what is wrong with it; where designers work alone. */
@Component
public class LiveEditing implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(LiveEditing.class);

    /** Editors write a file in several goes. */
    private static final long QUIET_MILLIS = 300;

    private final ModelDeployer deployer;
    private final boolean wanted;
    private WatchService watch;

    public LiveEditing(ModelDeployer deployer, @Value("${perennial.live-editing:false}") boolean wanted) {
        this.deployer = deployer;
        this.wanted = wanted;
    }

    @Override
    public void start() {
        if (!wanted) {
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
            Thread watcher = new Thread(() -> deployWhatIsSaved(watch), "live-editing");
            watcher.setDaemon(true);
            watcher.start();
        } catch (IOException unwatchable) {
            LOG.warn("Saved models are deployed at the next start only", unwatchable);
        }
    }

    private void deployWhatIsSaved(WatchService changes) {
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
                LOG.debug("The watch on the models is gone", alreadyGone);
            }
            watch = null;
        }
    }

    @Override
    public boolean isRunning() {
        return watch != null;
    }
}

package io.perennial.engine;

import io.perennial.api.Refused;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Models: what they may use, and how they come into a running house. */
@RestController
@RequestMapping("/api/v1/models")
@Tag(name = "models")
class ModelController {

    private static final Pattern FILE = Pattern.compile("[a-z0-9][a-z0-9-]{0,60}\\.(bpmn|dmn|form)");

    /** Files by name, such as {@code recall-offer.dmn}. */
    record Models(Map<String, String> files) {}

    record Deployed(int deployed) {}

    private final ModelDeployer deployer;
    private final ModelVocabulary vocabulary;
    private final boolean fourEyes;

    ModelController(
            ModelDeployer deployer,
            ModelVocabulary vocabulary,
            @Value("${perennial.four-eyes:false}") boolean fourEyes) {
        this.deployer = deployer;
        this.vocabulary = vocabulary;
        this.fourEyes = fourEyes;
    }

    @PostMapping
    @Operation(summary = "Deploys processes, tables and forms together, if none of them has a fault")
    Deployed deploy(@RequestBody Models models) {
        if (models.files() == null || models.files().isEmpty()) {
            throw Refused.invalid("files is missing: the models by file name.");
        }
        Map<String, byte[]> files = new TreeMap<>();
        models.files().forEach((name, content) -> files.put(path(name), bytes(name, content)));
        return new Deployed(deployer.deploy(files));
    }

    private String path(String name) {
        if (!FILE.matcher(name).matches()) {
            throw Refused.invalid(name + " is no name of a model, such as recall-offer.dmn.");
        }
        if (name.endsWith(".dmn") && fourEyes) {
            throw new Refused(
                    HttpStatus.FORBIDDEN,
                    "FOUR_EYES",
                    name + " takes two people here: propose it by POST /api/v1/strategy-changes.");
        }
        return switch (name.substring(name.lastIndexOf('.'))) {
            case ".dmn" -> "dmn/" + name;
            case ".form" -> "bpmn/forms/" + name;
            default -> "bpmn/" + name;
        };
    }

    private static byte[] bytes(String name, String content) {
        if (content == null) {
            throw Refused.invalid(name + " is empty.");
        }
        return content.getBytes(StandardCharsets.UTF_8);
    }

    @GetMapping("/vocabulary")
    @Operation(summary = "What a model may use: messages, delegates, facts, tags, groups, tables")
    ModelVocabulary.Words vocabulary() {
        return vocabulary.words();
    }

    @GetMapping(path = "/vocabulary", produces = MediaType.TEXT_HTML_VALUE)
    @Operation(summary = "The same, to read")
    ResponseEntity<String> vocabularyToRead() {
        return ResponseEntity.ok()
                .header("Content-Security-Policy", ModelVocabulary.PAGE_POLICY)
                .body(vocabulary.page());
    }
}

package io.perennial.platform.engine.model;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Vocabulary of models. */
@RestController
@RequestMapping("/api/v1/models/vocabulary")
@Tag(name = "models")
class VocabularyController {

    private final ModelVocabulary vocabulary;

    VocabularyController(ModelVocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    @GetMapping
    @Operation(summary = "What a model may use: messages, delegates, facts, tags, groups, tables")
    ModelVocabulary.Words vocabulary() {
        return vocabulary.words();
    }

    @GetMapping(produces = MediaType.TEXT_HTML_VALUE)
    @Operation(summary = "The same as an HTML page")
    ResponseEntity<String> vocabularyToRead() {
        return ResponseEntity.ok()
                .header("Content-Security-Policy", ModelVocabulary.PAGE_POLICY)
                .body(vocabulary.page());
    }
}

package io.perennial.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.StreamSupport;
import org.camunda.bpm.engine.ProcessEngine;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootVersion;

/** Checks the built jar, whose path is in {@code perennial.jar}. */
class BillOfMaterialsCheck {

    private static final String LIBRARIES = "BOOT-INF/lib/";

    @Test
    void billOfMaterialsMatchesTheLibrariesInTheJar() throws IOException {
        try (JarFile jar = new JarFile(System.getProperty("perennial.jar"))) {
            JsonNode bill =
                    new ObjectMapper().readTree(jar.getInputStream(jar.getEntry("META-INF/sbom/application.cdx.json")));

            assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
            assertThat(bill.at("/metadata/component/name").asText()).isEqualTo("perennial");
            assertThat(files(bill)).containsExactlyInAnyOrderElementsOf(libraries(jar));
            assertThat(files(bill))
                    .contains(
                            "camunda-engine-" + ProcessEngine.class.getPackage().getImplementationVersion() + ".jar",
                            "spring-boot-" + SpringBootVersion.getVersion() + ".jar");
            assertThat(jar.getManifest().getMainAttributes().getValue("Sbom-Location"))
                    .isEqualTo("META-INF/sbom/application.cdx.json");
        }
    }

    /** Without the tool that Spring Boot adds to every jar. */
    private static List<String> libraries(JarFile jar) {
        return jar.stream()
                .map(entry -> entry.getName())
                .filter(name -> name.startsWith(LIBRARIES) && name.endsWith(".jar"))
                .map(name -> name.substring(LIBRARIES.length()))
                .filter(name -> !name.startsWith("spring-boot-jarmode-"))
                .toList();
    }

    /** Without Spring Boot starters, which are empty and not packaged. */
    private static List<String> files(JsonNode bill) {
        return StreamSupport.stream(bill.path("components").spliterator(), false)
                .filter(component -> !component.path("name").asText().startsWith("spring-boot-starter"))
                .map(BillOfMaterialsCheck::file)
                .toList();
    }

    private static String file(JsonNode component) {
        String purl = component.path("purl").asText();
        String classifier = purl.contains("classifier=") ? "-" + purl.replaceAll(".*classifier=([^&]*).*", "$1") : "";
        return component.path("name").asText() + "-" + component.path("version").asText() + classifier + ".jar";
    }
}

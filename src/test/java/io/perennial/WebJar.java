package io.perennial;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** Browser files in the jars of org.webjars.npm, of any version. */
final class WebJar {

    private WebJar() {}

    static String text(String name, String file) throws IOException {
        Properties pom = new Properties();
        try (InputStream properties =
                WebJar.class.getResourceAsStream("/META-INF/maven/org.webjars.npm/" + name + "/pom.properties")) {
            pom.load(properties);
        }
        String resource = "META-INF/resources/webjars/%s/%s/%s".formatted(name, pom.getProperty("version"), file);
        try (InputStream content = WebJar.class.getClassLoader().getResourceAsStream(resource)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

package io.perennial.platform.engine.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * Compares two versions of a model element by element, for the person who decides about the change. Changes of the drawing
 * count as one and come last.
 */
final class ModelComparison {

    private static final String DIAGRAM = "diagram";
    private static final String KIND = "element";
    private static final String MAX_DEPTH = "100";
    private static final Set<String> REDUNDANT = Set.of("incoming", "outgoing");
    private static final Set<String> EDITOR_METADATA = Set.of("exporter", "executionPlatform", "schemaVersion");

    private final ObjectMapper json = new ObjectMapper();

    /** Properties by element, in file order. */
    private static final class ElementProperties extends LinkedHashMap<String, Map<String, String>> {

        private static final long serialVersionUID = 1L;

        /** Outgoing flows by gateway: conditions are evaluated in file order. */
        private final transient Map<String, List<String>> outgoingFlows = new LinkedHashMap<>();

        void put(String element, String property, String value) {
            Map<String, String> properties = computeIfAbsent(element, id -> new LinkedHashMap<>());
            String free = property;
            for (int n = 2; properties.containsKey(free); n++) {
                free = property + " #" + n;
            }
            properties.put(free, value);
        }
    }

    /**
     * The differences; empty if there are none.
     *
     * @param before null for a model that is new
     * @throws IllegalArgumentException when one of them cannot be read
     */
    List<ChangedElement> of(String file, String before, String after) {
        ElementProperties was = before == null ? new ElementProperties() : propertiesOf(file, before);
        ElementProperties is = propertiesOf(file, after);
        Set<String> elements = new LinkedHashSet<>(was.keySet());
        elements.addAll(is.keySet());
        List<ChangedElement> changes = new ArrayList<>();
        for (String element : elements) {
            if (!element.equals(DIAGRAM)) {
                changes.addAll(changes(element, was.get(element), is.get(element)));
            }
        }
        if (!Objects.equals(was.get(DIAGRAM), is.get(DIAGRAM)) && before != null) {
            changes.add(new ChangedElement(DIAGRAM, "drawing", "current", "redrawn"));
        }
        return changes;
    }

    private static List<ChangedElement> changes(String element, Map<String, String> was, Map<String, String> is) {
        if (was == null || is == null) {
            return List.of(new ChangedElement(element, KIND, inOneLine(was), inOneLine(is)));
        }
        Set<String> properties = new LinkedHashSet<>(was.keySet());
        properties.addAll(is.keySet());
        return properties.stream()
                .filter(property -> !Objects.equals(was.get(property), is.get(property)))
                .map(property -> new ChangedElement(element, property, was.get(property), is.get(property)))
                .toList();
    }

    private static String inOneLine(Map<String, String> properties) {
        return properties == null
                ? null
                : properties.entrySet().stream()
                        .map(property -> property.getKey().equals(KIND)
                                ? property.getValue()
                                : property.getKey() + "=" + property.getValue())
                        .collect(Collectors.joining("; "));
    }

    private ElementProperties propertiesOf(String file, String content) {
        ElementProperties collected = new ElementProperties();
        if (file.endsWith(".form")) {
            form(content, collected);
        } else {
            element(xml(content).getDocumentElement(), null, collected);
            collected.outgoingFlows.forEach((element, ways) -> {
                if (ways.size() > 1) {
                    collected.put(element, "outgoing flows", String.join(", ", ways));
                }
            });
        }
        return collected;
    }

    private static Document xml(String content) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setAttribute("jdk.xml.maxElementDepth", MAX_DEPTH);
            factory.setNamespaceAware(true);
            factory.setIgnoringComments(true);
            factory.setCoalescing(true);
            return factory.newDocumentBuilder().parse(new InputSource(new StringReader(content)));
        } catch (SAXException | IOException unreadable) {
            throw new IllegalArgumentException("Not well-formed XML: " + unreadable.getMessage(), unreadable);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Collects an element with id; elements without id belong to their parent. */
    private static void element(Element element, String around, ElementProperties collected) {
        String id = element.hasAttribute("id") ? element.getAttribute("id") : element.getLocalName();
        collected.put(id, KIND, element.getLocalName());
        if (around != null) {
            collected.put(id, "within", around);
        }
        properties(element, "", id, collected);
        if (element.hasAttribute("sourceRef")) {
            collected
                    .outgoingFlows
                    .computeIfAbsent(element.getAttribute("sourceRef"), source -> new ArrayList<>())
                    .add(id);
        }
    }

    private static void properties(Element element, String path, String id, ElementProperties collected) {
        NamedNodeMap attributes = element.getAttributes();
        for (int i = 0; i < attributes.getLength(); i++) {
            Attr attribute = (Attr) attributes.item(i);
            boolean name = path.endsWith("]") && attribute.getLocalName().equals("name");
            if (!XMLConstants.XMLNS_ATTRIBUTE_NS_URI.equals(attribute.getNamespaceURI())
                    && !attribute.getLocalName().equals("id")
                    && !name) {
                collected.put(id, path + (path.isEmpty() ? "" : " ") + attribute.getLocalName(), attribute.getValue());
            }
        }
        boolean leaf = true;
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element inner) {
                leaf = false;
                inner(inner, path, id, collected);
            }
        }
        String text = element.getTextContent().strip();
        if (leaf && !text.isEmpty()) {
            collected.put(id, path.isEmpty() ? "text" : path, text);
        }
    }

    private static void inner(Element inner, String path, String id, ElementProperties collected) {
        String name = inner.getLocalName();
        if (name.equals("BPMNDiagram") || name.equals("DMNDI")) {
            drawing(inner, collected);
        } else if (inner.hasAttribute("id")) {
            element(inner, id, collected);
        } else if (!REDUNDANT.contains(name)) {
            String here = inner.hasAttribute("name") ? name + "[" + inner.getAttribute("name") + "]" : name;
            boolean frame = name.equals("extensionElements") || name.equals("inputOutput");
            String deeper = frame ? path : path.isEmpty() ? here : path + " " + here;
            if (!frame && inner.getFirstChild() == null && !inner.hasAttributes()) {
                collected.put(id, deeper, "");
            }
            properties(inner, deeper, id, collected);
        }
    }

    private static void drawing(Element drawing, ElementProperties collected) {
        for (Node node = drawing; node != null; node = next(node, drawing)) {
            if (node instanceof Element part) {
                NamedNodeMap attributes = part.getAttributes();
                StringBuilder text = new StringBuilder();
                for (int i = 0; i < attributes.getLength(); i++) {
                    text.append(attributes.item(i)).append(' ');
                }
                collected.put(DIAGRAM, part.getLocalName(), text.toString());
            }
        }
    }

    private static Node next(Node node, Node top) {
        if (node.getFirstChild() != null) {
            return node.getFirstChild();
        }
        Node up = node;
        while (up != top && up.getNextSibling() == null) {
            up = up.getParentNode();
        }
        return up == top ? null : up.getNextSibling();
    }

    private void form(String content, ElementProperties collected) {
        try {
            component(json.readTree(content), "form", collected);
        } catch (JsonProcessingException unreadable) {
            throw new IllegalArgumentException("Not well-formed JSON: " + unreadable.getOriginalMessage(), unreadable);
        }
    }

    private static void component(JsonNode component, String id, ElementProperties collected) {
        collected.put(id, KIND, component.path("type").asText());
        component.properties().forEach(property -> {
            String name = property.getKey();
            if (name.equals("components")) {
                property.getValue().forEach(inner -> {
                    String innerId = inner.path("id").asText();
                    collected.put(id, "holds", innerId);
                    component(inner, innerId, collected);
                });
            } else if (!Set.of("id", "type").contains(name)
                    && EDITOR_METADATA.stream().noneMatch(name::startsWith)) {
                value(property.getValue(), name, id, collected);
            }
        });
    }

    private static void value(JsonNode value, String path, String id, ElementProperties collected) {
        if (value.isObject()) {
            value.properties().forEach(inner -> value(inner.getValue(), path + " " + inner.getKey(), id, collected));
        } else if (value.isArray()) {
            value.forEach(inner -> value(inner, path, id, collected));
        } else {
            collected.put(id, path, value.asText());
        }
    }
}

package io.perennial.insight;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** BPMN diagram of a process, and its steps. */
record Diagram(String process, String name, int version, byte[] bpmn, List<Place> places) {

    private static final String BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL";
    private static final List<String> KINDS = List.of(
            "startEvent",
            "endEvent",
            "intermediateCatchEvent",
            "intermediateThrowEvent",
            "boundaryEvent",
            "userTask",
            "serviceTask",
            "businessRuleTask",
            "receiveTask",
            "sendTask",
            "scriptTask",
            "task",
            "callActivity",
            "subProcess",
            "exclusiveGateway",
            "parallelGateway",
            "inclusiveGateway",
            "eventBasedGateway");

    /**
     * Step of the process.
     *
     * @param kind name of its BPMN element
     * @param outermost whether it is outside all subprocesses
     */
    record Place(String element, String name, String kind, boolean outermost) {

        boolean isStart() {
            return kind.equals("startEvent") && outermost;
        }

        boolean isEnd() {
            return kind.equals("endEvent") && outermost;
        }
    }

    /** Reads the steps from the model. */
    static Diagram read(String process, int version, byte[] bpmn) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setNamespaceAware(true);
            Element root = factory.newDocumentBuilder()
                    .parse(new ByteArrayInputStream(bpmn))
                    .getDocumentElement();
            Element drawn = own(root.getElementsByTagNameNS(BPMN, "process"), process);
            List<Place> places = new ArrayList<>();
            NodeList all = drawn.getElementsByTagNameNS(BPMN, "*");
            for (int i = 0; i < all.getLength(); i++) {
                Element element = (Element) all.item(i);
                if (KINDS.contains(element.getLocalName())) {
                    places.add(new Place(
                            element.getAttribute("id"),
                            element.getAttribute("name"),
                            element.getLocalName(),
                            element.getParentNode() == drawn));
                }
            }
            return new Diagram(process, drawn.getAttribute("name"), version, bpmn, List.copyOf(places));
        } catch (ParserConfigurationException | SAXException | IOException unreadable) {
            throw new IllegalStateException("Unreadable BPMN of process " + process, unreadable);
        }
    }

    private static Element own(NodeList processes, String process) {
        for (int i = 0; i < processes.getLength(); i++) {
            Element one = (Element) processes.item(i);
            if (one.getAttribute("id").equals(process)) {
                return one;
            }
        }
        throw new IllegalStateException("The BPMN file of " + process + " does not contain it");
    }
}

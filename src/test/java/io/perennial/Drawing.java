package io.perennial;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnLabel;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnShape;
import org.camunda.bpm.model.bpmn.instance.dc.Bounds;
import org.camunda.bpm.model.bpmn.instance.di.Edge;
import org.camunda.bpm.model.bpmn.instance.di.Waypoint;

/** The diagram of a process as boxes and lines, and its flaws. */
record Drawing(Map<FlowNode, Box> shapes, Map<SequenceFlow, Line> lines, Map<String, Box> labels) {

    static Drawing of(Collection<FlowNode> nodes, Collection<SequenceFlow> flows) {
        Map<FlowNode, Box> shapes = new LinkedHashMap<>();
        Map<SequenceFlow, Line> lines = new LinkedHashMap<>();
        Map<String, Box> labels = new LinkedHashMap<>();
        for (FlowNode node : nodes) {
            BpmnShape shape = (BpmnShape) node.getDiagramElement();
            shapes.put(node, Box.of(shape.getBounds()));
            label(labels, node.getId(), shape.getBpmnLabel());
        }
        for (SequenceFlow flow : flows) {
            lines.put(flow, Line.of(flow.getDiagramElement()));
            label(labels, flow.getId(), flow.getDiagramElement().getBpmnLabel());
        }
        return new Drawing(shapes, lines, labels);
    }

    private static void label(Map<String, Box> labels, String id, BpmnLabel label) {
        if (label != null) {
            labels.put(id, Box.of(label.getBounds()));
        }
    }

    /** One sentence per flaw. */
    List<String> flaws() {
        List<String> flaws = new ArrayList<>();
        flaws.addAll(overlappingShapes());
        flaws.addAll(crookedLines());
        flaws.addAll(crossingLines());
        flaws.addAll(linesThroughShapes());
        flaws.addAll(coveredLabels());
        return flaws;
    }

    private List<String> overlappingShapes() {
        List<String> flaws = new ArrayList<>();
        List<FlowNode> nodes = List.copyOf(shapes.keySet());
        for (int i = 0; i < nodes.size(); i++) {
            for (FlowNode other : nodes.subList(i + 1, nodes.size())) {
                FlowNode node = nodes.get(i);
                if (!belong(node, other) && shapes.get(node).overlaps(shapes.get(other))) {
                    flaws.add(node.getId() + " overlaps " + other.getId());
                }
            }
        }
        for (FlowNode node : nodes) {
            if (node.getParentElement() instanceof SubProcess parent
                    && !shapes.get(parent).contains(shapes.get(node))) {
                flaws.add(node.getId() + " leaves " + parent.getId());
            }
        }
        return flaws;
    }

    private List<String> crookedLines() {
        List<String> flaws = new ArrayList<>();
        lines.forEach((flow, line) -> {
            if (!line.orthogonal()) {
                flaws.add(flow.getId() + " is not drawn in right angles");
            }
            if (!shapes.get(flow.getSource()).hasOnBorder(line.first())) {
                flaws.add(flow.getId() + " does not leave " + flow.getSource().getId());
            }
            if (!shapes.get(flow.getTarget()).hasOnBorder(line.last())) {
                flaws.add(flow.getId() + " does not reach " + flow.getTarget().getId());
            }
        });
        return flaws;
    }

    private List<String> crossingLines() {
        List<String> flaws = new ArrayList<>();
        List<SequenceFlow> flows = List.copyOf(lines.keySet());
        for (int i = 0; i < flows.size(); i++) {
            for (SequenceFlow other : flows.subList(i + 1, flows.size())) {
                SequenceFlow flow = flows.get(i);
                if (lines.get(flow).meets(lines.get(other))) {
                    flaws.add(flow.getId() + " crosses " + other.getId());
                }
            }
        }
        return flaws;
    }

    private List<String> linesThroughShapes() {
        List<String> flaws = new ArrayList<>();
        lines.forEach((flow, line) -> shapes.forEach((node, box) -> {
            boolean inside = isWithin(flow.getSource(), node) || isWithin(flow.getTarget(), node);
            if (!inside && line.touches(box)) {
                flaws.add(flow.getId() + " runs through " + node.getId());
            }
        }));
        return flaws;
    }

    private List<String> coveredLabels() {
        List<String> flaws = new ArrayList<>();
        List<String> names = List.copyOf(labels.keySet());
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            Box label = labels.get(name);
            for (String other : names.subList(i + 1, names.size())) {
                if (label.overlaps(labels.get(other))) {
                    flaws.add("label of " + name + " overlaps that of " + other);
                }
            }
            shapes.forEach((node, box) -> {
                if (label.overlaps(box) && !(node instanceof SubProcess && box.contains(label))) {
                    flaws.add("label of " + name + " overlaps " + node.getId());
                }
            });
            lines.forEach((flow, line) -> {
                if (line.touches(label)) {
                    flaws.add("label of " + name + " lies on " + flow.getId());
                }
            });
        }
        return flaws;
    }

    private static boolean belong(FlowNode one, FlowNode other) {
        return isWithin(one, other) || isWithin(other, one);
    }

    /** A node is inside itself, its sub-processes and, if it is a boundary event, its host. */
    private static boolean isWithin(FlowNode node, FlowNode whole) {
        if (node.equals(whole) || node instanceof BoundaryEvent boundary && isWithin(boundary.getAttachedTo(), whole)) {
            return true;
        }
        return node.getParentElement() instanceof SubProcess parent && isWithin(parent, whole);
    }

    record Point(double x, double y) {}

    record Box(double left, double top, double right, double bottom) {

        static Box of(Bounds bounds) {
            return new Box(
                    bounds.getX(),
                    bounds.getY(),
                    bounds.getX() + bounds.getWidth(),
                    bounds.getY() + bounds.getHeight());
        }

        static Box around(Point one, Point other) {
            return new Box(
                    Math.min(one.x, other.x),
                    Math.min(one.y, other.y),
                    Math.max(one.x, other.x),
                    Math.max(one.y, other.y));
        }

        boolean overlaps(Box other) {
            return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
        }

        boolean meets(Box other) {
            return left <= other.right && other.left <= right && top <= other.bottom && other.top <= bottom;
        }

        boolean contains(Box other) {
            return left <= other.left && top <= other.top && right >= other.right && bottom >= other.bottom;
        }

        boolean hasOnBorder(Point point) {
            boolean onSide = (point.x == left || point.x == right) && point.y >= top && point.y <= bottom;
            boolean onEdge = (point.y == top || point.y == bottom) && point.x >= left && point.x <= right;
            return onSide || onEdge;
        }
    }

    record Line(List<Point> points) {

        static Line of(Edge edge) {
            return new Line(edge.getWaypoints().stream().map(Line::point).toList());
        }

        private static Point point(Waypoint waypoint) {
            return new Point(waypoint.getX(), waypoint.getY());
        }

        Point first() {
            return points.get(0);
        }

        Point last() {
            return points.get(points.size() - 1);
        }

        boolean goesBack() {
            return last().x < first().x;
        }

        boolean orthogonal() {
            return segments().stream().allMatch(part -> part.left == part.right || part.top == part.bottom);
        }

        boolean meets(Line other) {
            return segments().stream()
                    .anyMatch(part -> other.segments().stream().anyMatch(part::meets));
        }

        boolean touches(Box box) {
            return segments().stream().anyMatch(box::overlaps);
        }

        private List<Box> segments() {
            List<Box> segments = new ArrayList<>();
            for (int i = 1; i < points.size(); i++) {
                segments.add(Box.around(points.get(i - 1), points.get(i)));
            }
            return segments;
        }
    }
}

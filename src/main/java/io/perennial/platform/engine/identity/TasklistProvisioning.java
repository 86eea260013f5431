package io.perennial.platform.engine.identity;

import static org.camunda.bpm.engine.authorization.Authorization.ANY;
import static org.camunda.bpm.engine.authorization.Authorization.AUTH_TYPE_GRANT;

import io.perennial.platform.engine.guard.QueryGuard;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Permission;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.ProcessDefinitionPermissions;
import org.camunda.bpm.engine.authorization.Resource;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.task.TaskQuery;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Creates authorisations for the engine and its web applications, and the task filters of the groups. Missing ones are added at
 * each start, existing ones are not changed.
 */
@Component
public class TasklistProvisioning {

    private static final String ADMIN = "camunda-admin";
    private static final String STRATEGY_CHANGE = "strategy-change";

    private static final String[] CALLBACKS = {"Task_CallCustomer", "Task_HardshipCallback"};
    private static final String[] APPROVALS = {"Task_ApproveLimit", "Task_ApproveStrategy"};
    private static final String[] REVIEWS = {"Task_ReviewRegistration", "Task_ReviewApplication", "Task_ReviewFreeze"};

    private static final String NOW = "${now()}";
    private static final String RED = "#b3261e";
    private static final String ORANGE = "#c77700";
    private static final String BLUE = "#3b6f9e";
    private static final String PURPLE = "#7b5ea7";
    private static final String GREEN = "#5b8c5a";

    private static final Map<String, String> CUSTOMER = column("customerId", "Customer 用户");
    private static final Map<String, String> TIER = column("tier", "Tier 分层");
    private static final Map<String, String> WHY_NOW = column("whyNow", "Why now 原因");
    private static final Map<String, String> RAISE = column("limitRaise", "Raise by, yuan 提额（元）");
    private static final Map<String, String> TABLE = column("decision", "Decision table 决策表");
    private static final List<Map<String, String>> OF_CUSTOMERS = List.of(CUSTOMER, TIER, WHY_NOW);
    private static final List<Map<String, String>> OF_APPROVALS = List.of(CUSTOMER, RAISE, TABLE, WHY_NOW);

    private final AuthorizationService authorizations;
    private final FilterService filters;
    private final TaskService tasks;
    private final List<String> journeys;
    private final List<String> serviceStarts;

    TasklistProvisioning(
            AuthorizationService authorizations,
            FilterService filters,
            TaskService tasks,
            @Value("${perennial.journeys:}") List<String> journeys,
            @Value("${perennial.service-starts:}") List<String> serviceStarts) {
        this.authorizations = authorizations;
        this.filters = filters;
        this.tasks = tasks;
        this.journeys = journeys;
        this.serviceStarts = serviceStarts;
    }

    /** Creates what is missing; fails if a stored filter contains a forbidden expression. */
    public void provision() {
        filters.createFilterQuery().unlimitedList().forEach(QueryGuard::check);
        for (Resources resource : Resources.values()) {
            grant(ADMIN, resource, ANY, Permissions.ALL);
        }
        provisionCustomerService();
        provisionOperations();
        provisionRisk();
        grantDesigner();
        grantService();
        List.of("designer", "operations").forEach(this::grantProposals);
    }

    private void provisionGroup(String group) {
        grant(group, Resources.APPLICATION, "tasklist", Permissions.ACCESS);
        grant(
                group,
                Resources.PROCESS_DEFINITION,
                ANY,
                ProcessDefinitionPermissions.READ,
                // Variables shown in the task list belong to the instance.
                ProcessDefinitionPermissions.READ_INSTANCE,
                // Writing comments requires the permission to read them.
                ProcessDefinitionPermissions.READ_HISTORY);
    }

    private static Map<String, String> column(String variable, String label) {
        return Map.of("name", variable, "label", label);
    }

    private void provisionCustomerService() {
        String group = "customer-service";
        provisionGroup(group);
        TaskQuery callbacks = waitingFor(group).taskDefinitionKeyIn(CALLBACKS);
        filter(group, "Due today 今日到期", -50, ORANGE, callbacks.dueBeforeExpression("${today.ends()}"), OF_CUSTOMERS);
        overdue(group, OF_CUSTOMERS);
        mine(group, "My callbacks 我的回访", OF_CUSTOMERS);
        filter(
                group,
                "Hardship 困难回访",
                -20,
                PURPLE,
                waitingFor(group).taskDefinitionKey("Task_HardshipCallback"),
                OF_CUSTOMERS);
        all(group, "Customer service's tasks 客服任务", OF_CUSTOMERS);
    }

    private void provisionOperations() {
        String group = "operations";
        provisionGroup(group);
        approvals(group);
        overdue(group, OF_APPROVALS);
        mine(group, "My tasks 我的任务", OF_APPROVALS);
        all(group, "Operations' tasks 运营任务", OF_APPROVALS);
    }

    private void provisionRisk() {
        String group = "risk";
        provisionGroup(group);
        approvals(group);
        filter(group, "Reviews 待审核", -45, ORANGE, waitingFor(group).taskDefinitionKeyIn(REVIEWS), OF_CUSTOMERS);
        overdue(group, OF_APPROVALS);
        mine(group, "My tasks 我的任务", OF_APPROVALS);
        all(group, "Risk's tasks 风控任务", OF_APPROVALS);
    }

    private void approvals(String group) {
        filter(group, "Approvals 待审批", -50, GREEN, waitingFor(group).taskDefinitionKeyIn(APPROVALS), OF_APPROVALS);
    }

    private void overdue(String group, List<Map<String, String>> columns) {
        filter(group, "Overdue 已逾期", -40, RED, waitingFor(group).dueBeforeExpression(NOW), columns);
    }

    private void mine(String group, String name, List<Map<String, String>> columns) {
        filter(group, name, -30, BLUE, mostUrgent().taskAssigneeExpression("${currentUser()}"), columns);
    }

    private void all(String group, String name, List<Map<String, String>> columns) {
        filter(group, name, -10, GREEN, mostUrgent().taskCandidateGroup(group).includeAssignedTasks(), columns);
    }

    /** Tasks of the group without those with a follow-up date in the future. */
    private TaskQuery waitingFor(String group) {
        return mostUrgent().taskCandidateGroup(group).includeAssignedTasks().followUpBeforeOrNotExistentExpression(NOW);
    }

    private TaskQuery mostUrgent() {
        return tasks.createTaskQuery()
                .orderByTaskPriority()
                .desc()
                .orderByDueDate()
                .asc();
    }

    private void grantProposals(String group) {
        grant(group, Resources.APPLICATION, "tasklist", Permissions.ACCESS);
        grant(group, Resources.PROCESS_INSTANCE, ANY, Permissions.CREATE);
        grant(
                group,
                Resources.PROCESS_DEFINITION,
                STRATEGY_CHANGE,
                ProcessDefinitionPermissions.READ,
                ProcessDefinitionPermissions.CREATE_INSTANCE);
    }

    private void grantDesigner() {
        grant("designer", Resources.APPLICATION, "cockpit", Permissions.ACCESS);
        grant("designer", Resources.DEPLOYMENT, ANY, Permissions.READ, Permissions.CREATE);
        grant(
                "designer",
                Resources.PROCESS_DEFINITION,
                ANY,
                ProcessDefinitionPermissions.READ,
                ProcessDefinitionPermissions.READ_INSTANCE,
                ProcessDefinitionPermissions.RETRY_JOB);
        grant("designer", Resources.DECISION_DEFINITION, ANY, Permissions.READ);
        grant("designer", Resources.DECISION_REQUIREMENTS_DEFINITION, ANY, Permissions.READ);
    }

    private void grantService() {
        grant("service", Resources.PROCESS_INSTANCE, ANY, Permissions.CREATE);
        journeys.forEach(journey -> grant(
                "service",
                Resources.PROCESS_DEFINITION,
                journey,
                ProcessDefinitionPermissions.READ,
                ProcessDefinitionPermissions.CREATE_INSTANCE,
                ProcessDefinitionPermissions.READ_INSTANCE,
                ProcessDefinitionPermissions.UPDATE_INSTANCE));
        serviceStarts.forEach(process -> grant(
                "service",
                Resources.PROCESS_DEFINITION,
                process,
                ProcessDefinitionPermissions.READ,
                ProcessDefinitionPermissions.CREATE_INSTANCE));
    }

    private void filter(
            String group, String name, int priority, String color, TaskQuery query, List<Map<String, String>> columns) {
        boolean exists = filters.createFilterQuery().filterName(name).unlimitedList().stream()
                .anyMatch(filter -> isGranted(group, Resources.FILTER, filter.getId()));
        if (exists) {
            return;
        }
        Filter filter = filters.newTaskFilter(name).setQuery(query).setProperties(properties(priority, color, columns));
        grant(group, Resources.FILTER, filters.saveFilter(filter).getId(), Permissions.READ);
    }

    private static Map<String, Object> properties(int priority, String color, List<Map<String, String>> columns) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("priority", priority);
        properties.put("color", color);
        properties.put("refresh", true);
        properties.put("showUndefinedVariable", false);
        properties.put("variables", columns);
        return properties;
    }

    private boolean isGranted(String group, Resource resource, String id) {
        return granted(group, resource, id) != null;
    }

    private Authorization granted(String group, Resource resource, String id) {
        return authorizations
                .createAuthorizationQuery()
                .groupIdIn(group)
                .resourceType(resource)
                .resourceId(id)
                .authorizationType(AUTH_TYPE_GRANT)
                .singleResult();
    }

    /** Adds missing permissions to an existing authorisation, too. */
    private void grant(String group, Resource resource, String id, Permission... permissions) {
        Authorization grant = granted(group, resource, id);
        if (grant == null) {
            grant = authorizations.createNewAuthorization(AUTH_TYPE_GRANT);
            grant.setGroupId(group);
            grant.setResource(resource);
            grant.setResourceId(id);
        } else if (Arrays.stream(permissions).allMatch(grant::isPermissionGranted)) {
            return;
        }
        Arrays.stream(permissions).forEach(grant::addPermission);
        authorizations.saveAuthorization(grant);
    }
}

package io.perennial.engine;

import static org.camunda.bpm.engine.authorization.Authorization.ANY;
import static org.camunda.bpm.engine.authorization.Authorization.AUTH_TYPE_GRANT;

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
 * Who may do what in the engine and its web applications, and the task lists the working groups see. What is missing is made
 * at every start, what is there is left as it is.
 */
@Component
public class Workplace {

    private static final String ADMIN = "camunda-admin";
    private static final String STRATEGY_CHANGE = "strategy-change";

    private static final Map<String, String> WORKING_GROUPS = new LinkedHashMap<>();

    static {
        WORKING_GROUPS.put("customer-service", "Customer service's tasks 客服任务");
        WORKING_GROUPS.put("operations", "Operations' tasks 运营任务");
        WORKING_GROUPS.put("risk", "Risk's tasks 风控任务");
    }

    private final AuthorizationService authorizations;
    private final FilterService filters;
    private final TaskService tasks;
    private final List<String> journeys;
    private final List<String> serviceStarts;

    Workplace(
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

    /** Makes what is missing, and refuses to go on with a stored filter that could run code. */
    public void furnish() {
        filters.createFilterQuery().unlimitedList().forEach(QueryGuard::check);
        for (Resources resource : Resources.values()) {
            grant(ADMIN, resource, ANY, Permissions.ALL);
        }
        WORKING_GROUPS.forEach(this::furnishGroup);
        grantDesigner();
        grantService();
        List.of("designer", "operations").forEach(this::grantProposals);
    }

    private void furnishGroup(String group, String tasksOfGroup) {
        grant(group, Resources.APPLICATION, "tasklist", Permissions.ACCESS);
        grant(
                group,
                Resources.PROCESS_DEFINITION,
                ANY,
                ProcessDefinitionPermissions.READ,
                // The variables on the cards of the task list belong to the instance.
                ProcessDefinitionPermissions.READ_INSTANCE,
                // A comment is written only by whoever may read those before it.
                ProcessDefinitionPermissions.READ_HISTORY);
        filter(
                group,
                tasksOfGroup,
                -10,
                "#5b8c5a",
                tasks.createTaskQuery().taskCandidateGroup(group).includeAssignedTasks());
        filter(
                group,
                "My tasks 我的任务",
                0,
                "#3b6f9e",
                tasks.createTaskQuery().taskAssigneeExpression("${currentUser()}"));
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

    private void filter(String group, String name, int priority, String color, TaskQuery query) {
        boolean exists = filters.createFilterQuery().filterName(name).unlimitedList().stream()
                .anyMatch(filter -> isGranted(group, Resources.FILTER, filter.getId()));
        if (exists) {
            return;
        }
        Filter filter = filters.newTaskFilter(name).setQuery(query).setProperties(properties(priority, color));
        grant(group, Resources.FILTER, filters.saveFilter(filter).getId(), Permissions.READ);
    }

    private static Map<String, Object> properties(int priority, String color) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("priority", priority);
        properties.put("color", color);
        properties.put("refresh", true);
        properties.put("showUndefinedVariable", false);
        properties.put(
                "variables",
                List.of(
                        Map.of("name", "customerId", "label", "Customer 用户"),
                        Map.of("name", "whyNow", "label", "Why now 原因")));
        return properties;
    }

    private boolean isGranted(String group, Resource resource, String id) {
        return authorizations
                        .createAuthorizationQuery()
                        .groupIdIn(group)
                        .resourceType(resource)
                        .resourceId(id)
                        .count()
                > 0;
    }

    private void grant(String group, Resource resource, String id, Permission... permissions) {
        if (isGranted(group, resource, id)) {
            return;
        }
        Authorization grant = authorizations.createNewAuthorization(AUTH_TYPE_GRANT);
        grant.setGroupId(group);
        grant.setResource(resource);
        grant.setResourceId(id);
        grant.setPermissions(permissions);
        authorizations.saveAuthorization(grant);
    }
}

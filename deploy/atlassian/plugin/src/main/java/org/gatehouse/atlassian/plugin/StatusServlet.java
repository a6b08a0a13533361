package org.gatehouse.atlassian.plugin;

import com.atlassian.annotations.security.SystemAdminOnly;
import com.atlassian.sal.api.user.UserKey;
import com.atlassian.sal.api.user.UserManager;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gatehouse.atlassian.Gatehouse;

/**
 * Tells system administrators, and nobody else, how the plugin is doing: {@code /plugins/servlet/gatehouse/status}; with {@code ?check}, it
 * runs the {@link SelfTest} first. What it says holds no secret, and is what support needs.
 */
@SystemAdminOnly
public final class StatusServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        UserManager users = PluginActivator.host().get(UserManager.class);
        UserKey user = users.getRemoteUserKey(request);
        response.setHeader("Cache-Control", "no-store");
        if (user == null || !users.isSystemAdmin(user)) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("configured", PluginActivator.gatehouse().isPresent());
        status.put("settingsProblem", PluginActivator.problem());
        status.putAll(PluginActivator.about());
        PluginActivator.gatehouse().map(Gatehouse::status).ifPresent(status::putAll);
        if (request.getParameter("check") != null) {
            PluginActivator.gatehouse().ifPresent(gatehouse -> status.put("checks", SelfTest.run(gatehouse, request)));
        }
        Refusals.writeJson(status, response);
    }
}

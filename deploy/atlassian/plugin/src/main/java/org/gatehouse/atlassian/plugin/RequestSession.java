package org.gatehouse.atlassian.plugin;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A session that lives as long as one request.
 *
 * <p>The product's login writes the user into the HTTP session; the container would make one for it, and a cookie. A dynamic proxy,
 * because {@link HttpSession} has other methods in servlet 4 than in servlet 6. Session listeners are not told.
 *
 * <p>Its id is its user's, the same for each request: Jira and Confluence list who is logged in by the ids that they see, and forget one when
 * they are told that the session ended, or after hours.
 */
final class RequestSession implements InvocationHandler {
    private static final int MINUTES_30 = 1800;
    /** So that the id of one's session can't be told from the name. */
    private static final String SALT = UUID.randomUUID().toString();

    private final ServletContext context;
    private final String id;
    private final long created = System.currentTimeMillis();
    private final Map<String, Object> attributes = new ConcurrentHashMap<>();

    private RequestSession(ServletContext context, String username) {
        this.context = context;
        this.id = UUID.nameUUIDFromBytes((SALT + username).getBytes(StandardCharsets.UTF_8)).toString();
    }

    static HttpSession create(ServletContext context, String username) {
        return (HttpSession) Proxy.newProxyInstance(
                RequestSession.class.getClassLoader(), new Class<?>[] {HttpSession.class}, new RequestSession(context, username));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) {
        switch (method.getName()) {
            case "getAttribute":
            case "getValue":
                return attributes.get((String) arguments[0]);
            case "setAttribute":
            case "putValue":
                return set((String) arguments[0], arguments[1]);
            case "removeAttribute":
            case "removeValue":
                return set((String) arguments[0], null);
            case "getAttributeNames":
                return Collections.enumeration(attributes.keySet());
            case "getValueNames":
                return attributes.keySet().toArray(new String[0]);
            case "invalidate":
                attributes.clear();
                return null;
            case "getId":
                return id;
            case "getCreationTime":
            case "getLastAccessedTime":
                return created;
            case "getMaxInactiveInterval":
                return MINUTES_30;
            case "getServletContext":
                return context;
            case "isNew":
                return true;
            case "equals":
                return proxy == arguments[0];
            case "hashCode":
                return System.identityHashCode(this);
            case "toString":
                return "RequestSession";
            default:
                // setMaxInactiveInterval, getSessionContext
                return null;
        }
    }

    private Object set(String name, Object value) {
        if (value == null) {
            attributes.remove(name);
        } else {
            attributes.put(name, value);
        }
        return null;
    }
}

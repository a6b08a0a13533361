package org.gatehouse.problem;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.hibernate.exception.JDBCConnectionException;

/** Fails in every way that a resource can. */
@SuppressWarnings("DoNotCallSuggester")
@Path("/api/failing")
@Produces(MediaType.APPLICATION_JSON)
public class FailingResource {
    public enum Colour {
        RED,
        GREEN
    }

    public record Inner(int number, List<Boolean> flags) {}

    public record Body(String text, Inner inner, Colour colour, Duration span) {}

    public record Unwritable(Object self) {
        @SuppressWarnings("unused") // Jackson reads it
        public String getBroken() {
            throw new IllegalStateException("secret-detail");
        }
    }

    @POST
    @Path("/body")
    public String body(Body body) {
        return String.valueOf(body);
    }

    @POST
    @Path("/tree")
    @Consumes({"application/merge-patch+json", "application/json"})
    public String tree(JsonNode body) {
        return "\"" + (body == null ? "nothing" : body.getNodeType()) + "\"";
    }

    @POST
    @Path("/form")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public String form(@FormParam("token") String token) {
        return "\"" + token.length() + "\"";
    }

    @POST
    @Path("/fields")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public String fields(MultivaluedMap<String, String> fields) {
        return "\"" + fields.size() + "\"";
    }

    @GET
    @Path("/number/{number}")
    public String number(@PathParam("number") int number) {
        return "\"" + number + "\"";
    }

    @GET
    @Path("/unwritable")
    public Unwritable unwritable() {
        return new Unwritable("x");
    }

    @GET
    @Path("/protected")
    @RolesAllowed("nobody")
    public String restricted() {
        return "\"secret\"";
    }

    @GET
    @Path("/with/{what}")
    public String with(@PathParam("what") String what) throws Throwable {
        throw switch (what) {
            case "bug" -> new IllegalStateException("secret-detail of org.example.Thing");
            case "error" -> new StackOverflowError("secret-detail");
            case "sql-bug" -> new SQLException("secret-detail", "42601");
            case "sql-nul" -> new RuntimeException(new SQLException("secret-detail", "22021"));
            case "connection" ->
                new RuntimeException(new JDBCConnectionException("secret-detail", new SQLException("x", "08006")));
            case "shutdown" -> new RuntimeException(new SQLException("secret-detail", "57P01"));
            case "pool" -> new SQLException("Sorry, acquisition timeout!");
            case "pool-opening" -> new SQLException("Acquisition timeout while waiting for new connection");
            case "web" -> new WebApplicationException("secret-detail", 409);
            case "web-503" -> new ServiceUnavailableException("secret-detail");
            case "teapot" -> new WebApplicationException("secret-detail", 418);
            case "problem" ->
                Problem.invalid(List.of(
                        Violation.at("is wrong", "a/b", 0, "c~d"), new Violation("", "is not what it should be")));
            case "conflict" -> Problem.conflict("It says \"no\" – twice.");
            case "undetermined" -> OAuthError.temporarilyUnavailable(Duration.ofMillis(1500));
            case "no-caller" -> OAuthError.invalidClient();
            case "bad-question" -> OAuthError.invalidRequest("token is missing");
            default -> new AssertionError(what);
        };
    }
}

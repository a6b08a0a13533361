package org.gatehouse.atlassian.testhost;

import jakarta.servlet.Filter;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.osgi.framework.Bundle;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The modules in a bundle's {@code atlassian-plugin.xml}, created as a product would. */
final class Descriptor {
    private final Bundle bundle;
    private final Element root;

    Descriptor(Bundle bundle) throws Exception {
        this.bundle = bundle;
        try (InputStream xml = bundle.getEntry("atlassian-plugin.xml").openStream()) {
            root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(xml).getDocumentElement();
        }
    }

    String key() {
        return root.getAttribute("key");
    }

    /** A filter, and what the descriptor says of it. */
    static final class FilterModule {
        final Filter filter;
        final int weight;
        final boolean asyncSupported;

        FilterModule(Filter filter, int weight, boolean asyncSupported) {
            this.filter = filter;
            this.weight = weight;
            this.asyncSupported = asyncSupported;
        }
    }

    List<FilterModule> filters(String location) throws Exception {
        List<FilterModule> filters = new ArrayList<>();
        for (Element module : modules("servlet-filter")) {
            String where = module.getAttribute("location");
            if (where.equals(location) || (where.isEmpty() && location.equals("before-dispatch"))) {
                NodeList async = module.getElementsByTagName("async-supported");
                filters.add(new FilterModule(
                        Filter.class.cast(create(module)),
                        weight(module.getAttribute("weight")),
                        async.getLength() == 1 && async.item(0).getTextContent().equals("true")));
            }
        }
        return filters;
    }

    /** The modules of this kind that are for every product, or for this one. */
    <T> List<T> modules(Class<T> type, String kind, String product) throws Exception {
        return create(type, modules(kind).stream()
                .filter(module -> module.getAttribute("application").isEmpty()
                        || module.getAttribute("application").equals(product))
                .collect(Collectors.toList()));
    }

    String urlPattern(String kind) {
        return modules(kind).get(0).getElementsByTagName("url-pattern").item(0).getTextContent();
    }

    private List<Element> modules(String kind) {
        NodeList nodes = root.getElementsByTagName(kind);
        List<Element> modules = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            modules.add((Element) nodes.item(i));
        }
        modules.sort(Comparator.comparingInt(module -> weight(module.getAttribute("weight"))));
        return modules;
    }

    private static int weight(String weight) {
        return weight.isEmpty() ? 100 : Integer.parseInt(weight);
    }

    private <T> List<T> create(Class<T> type, List<Element> modules) throws Exception {
        List<T> created = new ArrayList<>();
        for (Element module : modules) {
            created.add(type.cast(create(module)));
        }
        return created;
    }

    private Object create(Element module) throws Exception {
        return bundle.loadClass(module.getAttribute("class")).getDeclaredConstructor().newInstance();
    }
}

/** Every setting of the plugin; nothing else reads system properties, the environment or the settings file. */
package org.gatehouse.atlassian.settings;

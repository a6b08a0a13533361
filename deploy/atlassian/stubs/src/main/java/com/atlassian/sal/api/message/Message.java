package com.atlassian.sal.api.message;

import java.io.Serializable;

/** Signature only. */
public interface Message extends Serializable {
    String getKey();

    Serializable[] getArguments();
}

package io.perennial.api;

import java.io.IOException;

/** More was sent than the API takes in one request. */
class BodyTooLarge extends IOException {

    private static final long serialVersionUID = 1L;

    BodyTooLarge(long largest) {
        super("The body is larger than " + largest + " bytes.");
    }
}

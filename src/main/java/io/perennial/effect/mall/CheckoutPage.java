package io.perennial.effect.mall;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** A demo checkout page that uses only the public API. */
@Controller
@ConditionalOnProperty("perennial.mall.demo-page")
class CheckoutPage {

    @GetMapping("/mall/demo")
    String page() {
        return "forward:/mall/demo/index.html";
    }
}

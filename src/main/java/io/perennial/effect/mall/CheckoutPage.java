package io.perennial.effect.mall;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** A checkout to try out: a page that uses the public API and nothing else. */
@Controller
@ConditionalOnProperty("perennial.mall.demo-page")
class CheckoutPage {

    @GetMapping("/mall/demo")
    String page() {
        return "forward:/mall/demo/index.html";
    }
}

/** The products of the demo and their list. */
import { byId, element, icon } from "../../shared/dom.js";
import { money } from "../../shared/format.js";
import { t } from "../../shared/i18n.js";

const ICONS = "/mall/demo/products.svg";

const PRODUCTS = [
  { name: "phone", category: "PHONE", price: 5999 },
  { name: "fridge", category: "APPLIANCE", price: 10999 },
  { name: "jacket", category: "FASHION", price: 899 },
  { name: "sofa", category: "HOME", price: 3299 },
];

export const productName = (product) => t(`product.${product.name}`);

/** Draws the list; onselect is called with the product that is clicked. */
export function renderProducts(selected, onselect) {
  const item = (product) => {
    const attributes = {
      type: "button",
      id: product.name,
      class: "product",
      "aria-pressed": String(product === selected),
      onclick: () => onselect(product),
    };
    const button = element(
      "button",
      attributes,
      icon(`${ICONS}#${product.name}`, "0 0 48 48"),
      element("span", {}, productName(product)),
      element("strong", {}, money(product.price)),
      element("small", {}, t("product.installments")),
    );
    return element("li", {}, button);
  };
  byId("product-list").replaceChildren(...PRODUCTS.map(item));
}

export default {
  locales: {
    availableLocales: ["en", "de", "zh"],
    fallbackLocale: "en",
  },
  disableWelcomeMessage: true,
};

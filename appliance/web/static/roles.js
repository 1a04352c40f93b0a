// What the roles of users and the scopes of tokens are called.

import { t } from "./language.js";

const ROLES = {
  viewer: t("viewer"),
  agent: t("agent"),
  supervisor: t("supervisor"),
  admin: t("admin"),
  technician: t("technician"),
  client: t("client"),
  metrics: t("metrics"),
  wallboard: t("wallboard"),
};

export const roleWord = (role) => ROLES[role] ?? role;

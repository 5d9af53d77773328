package io.nodesentinel.crds;

/// CEL rules and their sentences that several types share. Regular expressions are RE2, anchored.
final class Rules {
  private Rules() {}

  static final String DNS_SUBDOMAIN =
      "[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
  static final String DURATION = "(0|([0-9]+([.][0-9]+)?(ns|us|µs|ms|s|m|h))+)";
  static final String LABEL_KEY =
      "(" + DNS_SUBDOMAIN + "/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?";
  static final String LABEL_VALUE = "([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?";
  static final String IS_LABEL_VALUE = "self.matches(r'^" + LABEL_VALUE + "$')";
  static final String NOT_A_TAINT_VALUE =
      "a taint value has only letters, digits, '-', '_' and '.', and begins and ends with a letter or"
          + " digit";

  static final String FORBIDDEN = "FieldValueForbidden";
  static final String REQUIRED = "FieldValueRequired";

  static final String IS_DNS_SUBDOMAIN = "self.matches(r'^" + DNS_SUBDOMAIN + "$')";
  static final String NOT_A_NODE_NAME =
      "cannot be the name of a Node: use lower-case letters, digits, '-' and '.', and begin and end"
          + " with a letter or digit";

  static final String NOT_A_DRAIN_POLICY_NAME =
      "cannot be the name of a DrainPolicy: use lower-case letters, digits, '-' and '.', and begin and"
          + " end with a letter or digit";

  static final String IS_OPTIONAL_DNS_SUBDOMAIN =
      "self == '' || self.matches(r'^" + DNS_SUBDOMAIN + "$')";
  static final String NOT_A_SECRET_NAME =
      "cannot be the name of a Secret: use lower-case letters, digits, '-' and '.', and begin and end"
          + " with a letter or digit";
  static final String NOT_A_CONFIG_MAP_NAME =
      "cannot be the name of a ConfigMap: use lower-case letters, digits, '-' and '.', and begin and"
          + " end with a letter or digit";
  static final String NOT_AN_ISSUER_NAME =
      "cannot be the name of an issuer: use lower-case letters, digits, '-' and '.', and begin and end"
          + " with a letter or digit";

  static final String IS_DURATION = "self.matches(r'^" + DURATION + "$')";
  static final String IS_OPTIONAL_DURATION = "self == '' || " + IS_DURATION;
  static final String NOT_A_DURATION =
      "not a duration: write numbers with the units h, m, s or ms, such as 90s, 5m or 1h30m (a day is"
          + " 24h)";

  static final String TAINT_KEYS_ARE_VALID =
      "!has(self.taints) || self.taints.all(t, t.key.matches(r'^" + LABEL_KEY + "$'))";
  static final String TAINT_KEY_INVALID =
      "a taint key is a name such as broken, or a domain and a name such as example.com/broken:"
          + " letters, digits, '-', '_' and '.' only, at most 63 after the '/'";

  static final String TAINT_KEYS_ARE_OURS =
      "!has(self.taints) || self.taints.all(t,"
          + " !t.key.matches(r'^([^/]+[.])?(kubernetes|k8s)[.]io/'))";
  static final String TAINT_KEY_RESERVED =
      "taint keys under kubernetes.io and k8s.io belong to Kubernetes and are set and removed by it:"
          + " choose a key of your own, such as nodesentinel.io/fatal";

  static final String TAINTS_ARE_UNIQUE =
      "!has(self.taints) || self.taints.all(a, self.taints.exists_one(b, a.key == b.key && a.effect =="
          + " b.effect))";
  static final String TAINT_TWICE =
      "two taints have the same key and the same effect: a node can carry only one of them, remove the"
          + " other";

  static final String LABEL_KEYS_ARE_VALID =
      "!has(self.labels) || self.labels.all(k, size(k) <= 317 && k.matches(r'^"
          + LABEL_KEY
          + "$'))";
  static final String LABEL_KEY_INVALID =
      "a label key is a name such as broken, or a domain and a name such as example.com/broken:"
          + " letters, digits, '-', '_' and '.' only, at most 63 after the '/'";

  static final String LABEL_VALUES_ARE_VALID =
      "!has(self.labels) || self.labels.all(k, self.labels[k].matches(r'^" + LABEL_VALUE + "$'))";
  static final String LABEL_VALUE_INVALID =
      "a label value has only letters, digits, '-', '_' and '.', and begins and ends with a letter or"
          + " digit";

  static final String LABEL_KEYS_ARE_OURS =
      "!has(self.labels) || self.labels.all(k,"
          + " !k.matches(r'^([^/]+[.])?(kubernetes|k8s)[.]io/'))";
  static final String LABEL_KEY_RESERVED =
      "label keys under kubernetes.io and k8s.io belong to Kubernetes: choose a key of your own, such"
          + " as nodesentinel.io/fatal";

  static final String LABELS_ARE_NOT_STATE =
      "!has(self.labels) || self.labels.all(k, k != 'nodesentinel.io/state' && k !="
          + " 'nodesentinel.io/managed')";
  static final String LABEL_IS_STATE =
      "the labels nodesentinel.io/state and nodesentinel.io/managed have a meaning of their own and"
          + " cannot be set here: choose another key";
}

namespace Coordinator.Formats;

/// <summary>The codes of <see cref="FormatError"/>. Scripts depend on them: a code is never renamed.</summary>
public static class FormatErrorCodes
{
    /// <summary>Neither YAML nor JSON.</summary>
    public const string Syntax = "syntax";

    /// <summary>A limit of size, depth, aliases or number of errors.</summary>
    public const string TooLarge = "too-large";

    /// <summary>A key stands twice in one mapping.</summary>
    public const string DuplicateKey = "duplicate-key";

    /// <summary>Nothing to read.</summary>
    public const string Empty = "empty";

    /// <summary>The document is of another <c>apiVersion</c> or <c>kind</c>.</summary>
    public const string UnknownKind = "unknown-kind";

    /// <summary>A field that the format does not have.</summary>
    public const string UnknownField = "unknown-field";

    /// <summary>A field that is needed is not there.</summary>
    public const string MissingField = "missing-field";

    /// <summary>A mapping, list, text, number or truth value where another is expected.</summary>
    public const string WrongType = "wrong-type";

    /// <summary>A word that is none of those allowed.</summary>
    public const string UnknownValue = "unknown-value";

    /// <summary>A number outside its range.</summary>
    public const string OutOfRange = "out-of-range";

    /// <summary>A limit that its metric can't have, or limits that no value meets.</summary>
    public const string BadLimit = "bad-limit";

    /// <summary>No duration like <c>30s</c>, <c>5m</c>, <c>1h30m</c>.</summary>
    public const string BadDuration = "bad-duration";

    /// <summary>A duration outside its range.</summary>
    public const string DurationRange = "duration-out-of-range";

    /// <summary>No valid name.</summary>
    public const string BadName = "bad-name";

    /// <summary>No valid label key or value.</summary>
    public const string BadLabel = "bad-label";

    /// <summary>A text of another form than the field's.</summary>
    public const string BadValue = "bad-value";

    /// <summary>A name stands twice in one list.</summary>
    public const string DuplicateName = "duplicate-name";

    /// <summary>A list without an element where one is needed.</summary>
    public const string EmptyList = "empty-list";

    /// <summary>None or several of fields of which exactly one is needed.</summary>
    public const string ExactlyOne = "exactly-one";

    /// <summary>Fields that exclude each other.</summary>
    public const string Conflict = "conflict";

    /// <summary>Steps that do not ascend or do not end with 100.</summary>
    public const string BadSteps = "bad-steps";

    /// <summary>A weight that the router can't give.</summary>
    public const string UnsupportedWeight = "unsupported-weight";

    /// <summary>No five-field cron expression, or one that never comes due.</summary>
    public const string BadCron = "bad-cron";

    /// <summary>No IANA time zone.</summary>
    public const string BadTimeZone = "bad-time-zone";

    /// <summary>No instant like <c>2026-12-20T00:00:00Z</c>, or a period that ends before it begins.</summary>
    public const string BadTime = "bad-time";

    /// <summary>No JSONPath of the subset that is read.</summary>
    public const string BadJsonPath = "bad-json-path";

    /// <summary>No absolute http or https URL, or one with credentials in it.</summary>
    public const string BadUrl = "bad-url";

    /// <summary>No regular expression.</summary>
    public const string BadRegex = "bad-regex";

    /// <summary>A placeholder that nothing fills.</summary>
    public const string UnknownPlaceholder = "unknown-placeholder";

    /// <summary>A name that refers to nothing in the file.</summary>
    public const string UnknownReference = "unknown-reference";

    /// <summary><c>manifests.paths</c> where only inline manifests are taken.</summary>
    public const string PathsRefused = "paths-refused";

    /// <summary>A file or folder that can't be read.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>No manifest is the target's Deployment.</summary>
    public const string MissingDeployment = "missing-deployment";

    /// <summary>The workload is of a kind that has no colours.</summary>
    public const string UnsupportedWorkload = "unsupported-workload";

    /// <summary>A Deployment's selector does not match its own pods.</summary>
    public const string SelectorMismatch = "selector-mismatch";

    /// <summary>The colour label is in use with another value.</summary>
    public const string ColorLabelTaken = "color-label-taken";

    /// <summary>Both colours would need one volume that only one node can mount.</summary>
    public const string ReadWriteOnce = "read-write-once";

    /// <summary>A Secret among the manifests, and no server key to encrypt it with.</summary>
    public const string SecretNeedsKey = "secret-needs-key";

    /// <summary>A manifest for another namespace than the target's.</summary>
    public const string ForeignNamespace = "foreign-namespace";

    /// <summary>A manifest of a kind that belongs to the whole cluster.</summary>
    public const string ClusterScoped = "cluster-scoped";

    /// <summary>The same object twice.</summary>
    public const string DuplicateObject = "duplicate-object";
}

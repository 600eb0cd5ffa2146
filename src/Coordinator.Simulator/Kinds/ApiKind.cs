namespace Coordinator.Simulator.Kinds;

/// <summary>One kind of object that the clusters serve. All handlers are generic over it.</summary>
internal sealed record ApiKind(string Group, string Version, string Name, string Plural)
{
    public static readonly string[] AllVerbs =
        ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    public bool Namespaced { get; init; } = true;

    public string[] ShortNames { get; init; } = [];

    public string[] Categories { get; init; } = [];

    public string[] Verbs { get; init; } = AllVerbs;

    public bool HasStatus { get; init; }

    public bool HasScale { get; init; }

    /// <summary>Whether metadata.generation counts the changes of the spec.</summary>
    public bool HasGeneration { get; init; }

    /// <summary>A custom resource: no strategic merge patch, unconditional updates refused, list items carry their kind.</summary>
    public bool Custom { get; init; }

    /// <summary>Whether a delete answers the object instead of a Status.</summary>
    public bool ReturnsDeleted { get; init; }

    /// <summary>The warning that every request for it gets; null for none.</summary>
    public string? Deprecation { get; init; }

    /// <summary>Name of the schema's root type; null when any fields are taken.</summary>
    public string? Schema { get; init; }

    public string Singular => Name.ToLowerInvariant();

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>As error messages write it: <c>deployments.apps</c>.</summary>
    public string Resource => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>As validation messages write it: <c>Deployment.apps</c>.</summary>
    public string QualifiedName => Group.Length == 0 ? Name : $"{Name}.{Group}";

    public string ListName => Name + "List";

    public override string ToString() => Resource;

    public bool Equals(ApiKind? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}

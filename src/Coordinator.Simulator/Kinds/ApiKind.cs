using Coordinator.Simulator.CustomResources;

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

    public ScalePaths ScalePaths { get; init; } = ScalePaths.BuiltIn;

    /// <summary>Of a custom resource: its schema and columns.</summary>
    public CustomDefinition? Definition { get; init; }

    /// <summary>A custom resource: no strategic merge patch, unconditional updates refused, list items carry their kind.</summary>
    public bool Custom => Definition is not null;

    /// <summary>Whether clients can reach it; a version of a custom resource may be there for what is stored only.</summary>
    public bool Served { get; init; } = true;

    /// <summary>The kind as which its objects are stored; null when it is that itself.</summary>
    public ApiKind? Stored { get; init; }

    /// <summary>How it becomes what is stored; null when only the version differs.</summary>
    public Conversion? Conversion { get; init; }

    public ApiKind Storage => Stored ?? this;

    /// <summary>Whether a replacement of what is not there creates it.</summary>
    public bool CreatesByUpdate { get; init; }

    /// <summary>Whether an update must say of which version it is one.</summary>
    public bool NeedsVersion { get; init; }

    public string? SingularName { get; init; }

    public string? ListKind { get; init; }

    /// <summary>Whether a delete answers the object instead of a Status.</summary>
    public bool ReturnsDeleted { get; init; }

    /// <summary>The warning that every request for it gets; null for none.</summary>
    public string? Deprecation { get; init; }

    /// <summary>Name of the schema's root type; null when any fields are taken.</summary>
    public string? Schema { get; init; }

    public string Singular => SingularName ?? Name.ToLowerInvariant();

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>As error messages write it: <c>deployments.apps</c>.</summary>
    public string Resource => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>As validation messages write it: <c>Deployment.apps</c>.</summary>
    public string QualifiedName => Group.Length == 0 ? Name : $"{Name}.{Group}";

    public string ListName => ListKind ?? Name + "List";

    public override string ToString() => Resource;

    public bool Equals(ApiKind? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}

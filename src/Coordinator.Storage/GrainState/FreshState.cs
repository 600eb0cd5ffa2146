using System.Runtime.CompilerServices;
using Orleans.Serialization.Activators;
using Orleans.Serialization.Serializers;

namespace Coordinator.Storage;

/// <summary>The state of a grain that has none stored yet: by its parameterless constructor, or blank where it has
/// none.</summary>
internal sealed class FreshState : IActivatorProvider
{
    public static readonly FreshState Instance = new();

    public static T Create<T>() => Blank<T>.HasConstructor
        ? Activator.CreateInstance<T>()
        : (T)RuntimeHelpers.GetUninitializedObject(typeof(T));

    public IActivator<T> GetActivator<T>() => Blank<T>.Instance;

    private sealed class Blank<T> : IActivator<T>
    {
        public static readonly Blank<T> Instance = new();
        public static readonly bool HasConstructor =
            typeof(T).IsValueType || typeof(T).GetConstructor(Type.EmptyTypes) is not null;

        public T Create() => FreshState.Create<T>();
    }
}

using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Controllers;

/// <summary>Keeps a part of a cluster as its objects say. Called under the cluster's lock only.</summary>
internal interface IController
{
    string Name { get; }

    /// <summary>Sees every change and enqueues what it must look at.</summary>
    void Observe(Change change);

    /// <summary>Brings one object up to date. Must be repeatable.</summary>
    void Reconcile(string ns, string name);
}

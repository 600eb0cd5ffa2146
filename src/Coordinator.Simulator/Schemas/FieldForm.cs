namespace Coordinator.Simulator.Schemas;

/// <summary>What a field holds.</summary>
internal enum FieldForm
{
    Any,
    Text,
    Bytes,
    Whole,
    Number,
    Flag,
    IntOrText,
    Quantity,
    Time,
    List,
    Map,
    Struct,
}

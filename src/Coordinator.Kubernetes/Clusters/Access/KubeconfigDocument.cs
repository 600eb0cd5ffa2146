using YamlDotNet.Serialization;

namespace Coordinator.Kubernetes.Clusters.Access;

/// <summary>
/// A kubeconfig as it is written. KubernetesClient's own model lacks <c>tokenFile</c>, <c>proxy-url</c> and
/// <c>interactiveMode</c>, and would ignore them in silence.
/// </summary>
internal sealed class KubeconfigDocument
{
    [YamlMember(Alias = "current-context", ApplyNamingConventions = false)]
    public string? CurrentContext { get; set; }

    [YamlMember(Alias = "contexts", ApplyNamingConventions = false)]
    public List<NamedContext>? Contexts { get; set; }

    [YamlMember(Alias = "clusters", ApplyNamingConventions = false)]
    public List<NamedCluster>? Clusters { get; set; }

    [YamlMember(Alias = "users", ApplyNamingConventions = false)]
    public List<NamedUser>? Users { get; set; }

    internal sealed class NamedContext
    {
        [YamlMember(Alias = "name", ApplyNamingConventions = false)]
        public string? Name { get; set; }

        [YamlMember(Alias = "context", ApplyNamingConventions = false)]
        public ContextBody? Context { get; set; }
    }

    internal sealed class ContextBody
    {
        [YamlMember(Alias = "cluster", ApplyNamingConventions = false)]
        public string? Cluster { get; set; }

        [YamlMember(Alias = "user", ApplyNamingConventions = false)]
        public string? User { get; set; }
    }

    internal sealed class NamedCluster
    {
        [YamlMember(Alias = "name", ApplyNamingConventions = false)]
        public string? Name { get; set; }

        [YamlMember(Alias = "cluster", ApplyNamingConventions = false)]
        public ClusterBody? Cluster { get; set; }
    }

    internal sealed class ClusterBody
    {
        [YamlMember(Alias = "server", ApplyNamingConventions = false)]
        public string? Server { get; set; }

        [YamlMember(Alias = "certificate-authority", ApplyNamingConventions = false)]
        public string? AuthorityFile { get; set; }

        [YamlMember(Alias = "certificate-authority-data", ApplyNamingConventions = false)]
        public string? AuthorityData { get; set; }

        [YamlMember(Alias = "insecure-skip-tls-verify", ApplyNamingConventions = false)]
        public bool Insecure { get; set; }

        [YamlMember(Alias = "tls-server-name", ApplyNamingConventions = false)]
        public string? ServerName { get; set; }

        [YamlMember(Alias = "proxy-url", ApplyNamingConventions = false)]
        public string? Proxy { get; set; }

        [YamlMember(Alias = "extensions", ApplyNamingConventions = false)]
        public List<NamedExtension>? Extensions { get; set; }
    }

    internal sealed class NamedExtension
    {
        [YamlMember(Alias = "name", ApplyNamingConventions = false)]
        public string? Name { get; set; }

        [YamlMember(Alias = "extension", ApplyNamingConventions = false)]
        public object? Extension { get; set; }
    }

    internal sealed class NamedUser
    {
        [YamlMember(Alias = "name", ApplyNamingConventions = false)]
        public string? Name { get; set; }

        [YamlMember(Alias = "user", ApplyNamingConventions = false)]
        public UserBody? User { get; set; }
    }

    internal sealed class UserBody
    {
        [YamlMember(Alias = "client-certificate", ApplyNamingConventions = false)]
        public string? CertificateFile { get; set; }

        [YamlMember(Alias = "client-certificate-data", ApplyNamingConventions = false)]
        public string? CertificateData { get; set; }

        [YamlMember(Alias = "client-key", ApplyNamingConventions = false)]
        public string? KeyFile { get; set; }

        [YamlMember(Alias = "client-key-data", ApplyNamingConventions = false)]
        public string? KeyData { get; set; }

        [YamlMember(Alias = "token", ApplyNamingConventions = false)]
        public string? Token { get; set; }

        [YamlMember(Alias = "tokenFile", ApplyNamingConventions = false)]
        public string? TokenFile { get; set; }

        [YamlMember(Alias = "username", ApplyNamingConventions = false)]
        public string? Username { get; set; }

        [YamlMember(Alias = "password", ApplyNamingConventions = false)]
        public string? Password { get; set; }

        [YamlMember(Alias = "as", ApplyNamingConventions = false)]
        public string? Impersonate { get; set; }

        [YamlMember(Alias = "auth-provider", ApplyNamingConventions = false)]
        public object? AuthProvider { get; set; }

        [YamlMember(Alias = "exec", ApplyNamingConventions = false)]
        public ExecBody? Exec { get; set; }
    }

    internal sealed class ExecBody
    {
        [YamlMember(Alias = "apiVersion", ApplyNamingConventions = false)]
        public string? ApiVersion { get; set; }

        [YamlMember(Alias = "command", ApplyNamingConventions = false)]
        public string? Command { get; set; }

        [YamlMember(Alias = "args", ApplyNamingConventions = false)]
        public List<string>? Arguments { get; set; }

        [YamlMember(Alias = "env", ApplyNamingConventions = false)]
        public List<Variable>? Variables { get; set; }

        [YamlMember(Alias = "installHint", ApplyNamingConventions = false)]
        public string? InstallHint { get; set; }

        [YamlMember(Alias = "provideClusterInfo", ApplyNamingConventions = false)]
        public bool ProvideClusterInfo { get; set; }

        [YamlMember(Alias = "interactiveMode", ApplyNamingConventions = false)]
        public string? InteractiveMode { get; set; }
    }

    internal sealed class Variable
    {
        [YamlMember(Alias = "name", ApplyNamingConventions = false)]
        public string? Name { get; set; }

        [YamlMember(Alias = "value", ApplyNamingConventions = false)]
        public string? Value { get; set; }
    }
}

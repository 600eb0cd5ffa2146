namespace Coordinator.Core.Analysis.Regression;

/// <summary>Puts evidence together.</summary>
public static class EvidencePool
{
    /// <summary>
    /// Natural logarithm of the e-value of one metric over environments: what the bets win together, Σ_b w_b Π_i W_ib (3), with the
    /// wealth W_ib of <see cref="RegressionTest"/>'s bet b in environment i over its intervals, a product of factors (1) or (2). Given what
    /// strikes both colours alike, environments are independent, so that products of their e-values are e-values (Vovk and Wang
    /// 2021); a weighted mean of e-values is one whatever their dependence (there).
    /// </summary>
    /// <param name="environments">Evidence of each environment, each once.</param>
    public static double LogEValue(IEnumerable<Evidence> environments)
    {
        Span<double> sums = stackalloc double[RegressionTest.BetCount];
        sums.Clear();
        foreach (var evidence in environments.Where(one => one.LogWealth is { IsDefaultOrEmpty: false }))
        {
            for (var bet = 0; bet < sums.Length; bet++)
            {
                sums[bet] += evidence.LogWealth[bet];
            }
        }

        for (var bet = 0; bet < sums.Length; bet++)
        {
            sums[bet] += Math.Log(RegressionTest.Bets[bet].Weight);
        }

        return LogSum(sums);
    }

    /// <summary>The e-value of what each bet is worth.</summary>
    /// <param name="wealth">Wealth by bet; <see cref="RegressionTest.BetCount"/> elements.</param>
    public static double Mix(ReadOnlySpan<double> wealth)
    {
        var sum = 0.0;
        for (var bet = 0; bet < wealth.Length; bet++)
        {
            sum += RegressionTest.Bets[bet].Weight * wealth[bet];
        }

        return sum;
    }

    /// <summary>Natural logarithm of the e-value over several metrics: the mean of theirs, E = Σ_m E_m / M (4), which is an e-value although metrics of the
    /// same requests depend on each other (Vovk and Wang 2021).</summary>
    /// <param name="metrics">Logarithms of the metrics' e-values; at least one.</param>
    public static double LogMean(ReadOnlySpan<double> metrics) => LogSum(metrics) - Math.Log(metrics.Length);

    /// <summary>Whether the e-value is so great that a release that is not worse ever reaches it with at most the given chance:
    /// P(sup E ≥ 1/α) ≤ α (5), Ville's inequality.</summary>
    /// <param name="logEValue">Natural logarithm of the e-value.</param>
    /// <param name="falseAlarm">The chance; in (0, 1).</param>
    public static bool IsRegression(double logEValue, double falseAlarm) => logEValue >= -Math.Log(falseAlarm);

    private static double LogSum(ReadOnlySpan<double> logs)
    {
        var greatest = double.NegativeInfinity;
        foreach (var log in logs)
        {
            greatest = Math.Max(greatest, log);
        }

        var sum = 0.0;
        foreach (var log in logs)
        {
            sum += Math.Exp(log - greatest);
        }

        return greatest + Math.Log(sum);
    }
}

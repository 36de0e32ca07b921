public import CallspoolCore

extension Attempt {
    /// An attempt for a test, its id in the program's form.
    ///
    /// - Parameters:
    ///   - phoneNumber: E.164; a fictional one, `+1 AREA 555 01NN`, chooses its outcome in the simulator.
    ///   - index: the number's place in its campaign, from 1.
    ///   - number: which dialling of it, from 1.
    ///   - campaignRef: what governs it; share one among many attempts.
    /// - Returns: the attempt; the same for the same arguments.
    public static func sample(
        _ phoneNumber: String = "+16175550100",
        index: Int32 = 1,
        number: Int = 1,
        campaignRef: CampaignRef = CampaignRef(Campaign(name: "sample"))
    ) -> Attempt {
        let callID = "\(campaignRef.campaign.name)-k3v9qd-\(index)"
        return Attempt(
            key: CallKey(campaign: 1, index: index),
            number: number,
            id: "k3v9qd-\(callID)-\(number)",
            job: CallJob(callID: callID, phoneNumber: phoneNumber),
            callerID: nil,
            campaignRef: campaignRef,
            tries: Tries(counted: number - 1)
        )
    }
}
